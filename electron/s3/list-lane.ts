import {
  ListObjectsV2Command,
  type ListObjectsV2CommandInput,
  type ListObjectsV2CommandOutput,
  type S3Client,
} from '@aws-sdk/client-s3';
import { takeTurn } from '../turns.ts';
import { readListBody, scannedPage } from './list-replies.ts';
import type { ListPage } from './list-scanner.ts';
import { foreignReplyReason } from './reply-guard.ts';
import { asStreamed, laneOf, laneRequest, replay, type SendOptions, sendInLane } from './request-lane.ts';
import { collectBody } from './streamed-reply.ts';

type ListReply = { kind: 'scanned'; page: ListPage } | { kind: 'parsed'; output: ListObjectsV2CommandOutput };

/** Sends a list, in its lane where there is one; see `request-lane.ts`. */
export async function sendList(
  client: S3Client,
  input: ListObjectsV2CommandInput,
  options: SendOptions,
): Promise<ListReply> {
  const lane = laneOf(client, 'ListObjectsV2Command', input.Bucket);
  if (lane === undefined) return sendThroughSdk(client, new ListObjectsV2Command(input), options);
  const request = laneRequest(lane, { key: null, headers: {}, query: queryFor(input) });
  const response = await sendInLane(client, lane, request, options);
  const reply = asStreamed(response);
  if (reply === null || reply.statusCode !== 200 || foreignReplyReason(reply) !== null)
    return sendThroughSdk(client, replaying(input, response), options);
  const bytes = await collectBody(reply.body);
  // Many lists may end at once: what is short goes between them.
  await takeTurn();
  const page = readListBody(bytes, reply.statusCode);
  if (page !== null) return { kind: 'scanned', page };
  const read = Object.assign(reply, { body: bytes });
  return sendThroughSdk(client, replaying(input, read), options);
}

async function sendThroughSdk(
  client: S3Client,
  command: ListObjectsV2Command,
  options: SendOptions,
): Promise<ListReply> {
  const output = await client.send(command, options);
  const page = scannedPage(output);
  return page === undefined ? { kind: 'parsed', output } : { kind: 'scanned', page };
}

function replaying(input: ListObjectsV2CommandInput, response: unknown): ListObjectsV2Command {
  const command = new ListObjectsV2Command(input);
  replay(command.middlewareStack, response);
  return command;
}

function queryFor(input: ListObjectsV2CommandInput): Record<string, string> {
  const query: Record<string, string> = {
    'list-type': '2',
    prefix: input.Prefix ?? '',
    'max-keys': `${input.MaxKeys}`,
    'encoding-type': `${input.EncodingType}`,
  };
  if (input.StartAfter !== undefined) query['start-after'] = input.StartAfter;
  if (input.ContinuationToken !== undefined) query['continuation-token'] = input.ContinuationToken;
  return query;
}
