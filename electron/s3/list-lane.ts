import {
  ListObjectsV2Command,
  type ListObjectsV2CommandInput,
  type ListObjectsV2CommandOutput,
  type S3Client,
  type ServiceInputTypes,
  type ServiceOutputTypes,
} from '@aws-sdk/client-s3';
import type { DeserializeMiddleware, HttpRequest, RequestSigner } from '@smithy/types';
import { takeTurn } from '../turns.ts';
import { collectBody, isStreamedReply, readListBody, scannedPage } from './list-replies.ts';
import type { ListPage } from './list-scanner.ts';
import { foreignReplyReason } from './reply-guard.ts';

/** What a client needs to ask for further pages: a request that it made, and what signs. */
interface Lane {
  bucket: string;
  request: HttpRequest;
  signer: RequestSigner;
}

const lanes = new WeakMap<object, Lane>();

/** Set anew for each request, by who signs or by the SDK's bookkeeping of tries. */
const OWN_HEADERS = /^(authorization|x-amz-date|x-amz-security-token|x-amz-content-sha256|amz-sdk-.*)$/i;

export interface SendListOptions {
  abortSignal: AbortSignal;
  requestTimeout: number;
}

export type ListReply = { kind: 'scanned'; page: ListPage } | { kind: 'parsed'; output: ListObjectsV2CommandOutput };

/**
 * Sends a list. The first one of a client goes all the way through the SDK; the next are made after it, signed by the
 * SDK's signer and sent by its HTTP handler: the rest of its way costs more than the reading of the reply. Whatever is no
 * list is handed to the SDK as if it had received it, so its errors are the same.
 */
export async function sendList(
  client: S3Client,
  input: ListObjectsV2CommandInput,
  options: SendListOptions,
): Promise<ListReply> {
  const lane = lanes.get(client);
  if (lane === undefined || lane.bucket !== input.Bucket)
    return sendThroughSdk(client, new ListObjectsV2Command(input), options);
  const { systemClockOffset, requestHandler } = client.config;
  const signingDate = new Date(Date.now() + systemClockOffset);
  const signed = await lane.signer.sign(requestFor(lane.request, input), { signingDate });
  const { response } = await requestHandler.handle(signed, options);
  const isList = isStreamedReply(response) && response.statusCode === 200 && foreignReplyReason(response) === null;
  if (!isList) return sendThroughSdk(client, replaying(input, response), options);
  const bytes = await collectBody(response.body);
  // Many lists may end at once: what is short goes between them.
  await takeTurn();
  const page = readListBody(bytes, response.statusCode);
  if (page !== null) return { kind: 'scanned', page };
  return sendThroughSdk(client, replaying(input, Object.assign(response, { body: bytes })), options);
}

async function sendThroughSdk(
  client: S3Client,
  command: ListObjectsV2Command,
  options: SendListOptions,
): Promise<ListReply> {
  const output = await client.send(command, options);
  const page = scannedPage(output);
  return page === undefined ? { kind: 'parsed', output } : { kind: 'scanned', page };
}

function requestFor(sample: HttpRequest, input: ListObjectsV2CommandInput): HttpRequest {
  const headers = Object.entries(sample.headers).filter(([name]) => !OWN_HEADERS.test(name));
  const query: Record<string, string> = {
    'list-type': '2',
    prefix: input.Prefix ?? '',
    'max-keys': `${input.MaxKeys}`,
    'encoding-type': `${input.EncodingType}`,
  };
  if (input.StartAfter !== undefined) query['start-after'] = input.StartAfter;
  if (input.ContinuationToken !== undefined) query['continuation-token'] = input.ContinuationToken;
  return { ...sample, headers: Object.fromEntries(headers), query };
}

/** A command that sends nothing: its reply has come already. */
function replaying(input: ListObjectsV2CommandInput, response: unknown): ListObjectsV2Command {
  const command = new ListObjectsV2Command(input);
  const replay: DeserializeMiddleware<ListObjectsV2CommandInput, ListObjectsV2CommandOutput> = () => async () => ({
    response,
  });
  command.middlewareStack.add(replay, { name: 'replayReply', step: 'deserialize', priority: 'low' });
  return command;
}

/** Lets a client remember the first list that it sent, for `sendList`. */
export function keepListLane(client: S3Client): void {
  const remember: DeserializeMiddleware<ServiceInputTypes, ServiceOutputTypes> = (next, context) => async (args) => {
    const result = await next(args);
    const { request, input } = args;
    if (context.commandName === 'ListObjectsV2Command' && 'Bucket' in input && isHttpRequest(request)) {
      const signer = await client.config.signer();
      lanes.set(client, { bucket: input.Bucket ?? '', request, signer });
    }
    return result;
  };
  client.middlewareStack.add(remember, { name: 'rememberList', step: 'deserialize', priority: 'high' });
}

const isHttpRequest = (value: unknown): value is HttpRequest =>
  typeof value === 'object' && value !== null && 'hostname' in value && 'headers' in value && 'path' in value;
