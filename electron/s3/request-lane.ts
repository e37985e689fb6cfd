/**
 * A short way for requests that are sent by the thousand. The first of its kind goes all the way through the SDK; the next
 * are made after it, signed by the SDK's signer and sent by its HTTP handler: the rest of its way costs several times more
 * than the request itself. What is no plain success is handed to the SDK as if it had received it, so its errors are the same.
 */
import type { S3Client, ServiceInputTypes, ServiceOutputTypes } from '@aws-sdk/client-s3';
import type { DeserializeMiddleware, HttpRequest, MiddlewareStack, RequestSigner } from '@smithy/types';
import { isStreamedReply, type StreamedReply } from './streamed-reply.ts';

/** The requests that have a lane, by the SDK's names. */
const laneCommands = ['ListObjectsV2Command', 'GetObjectCommand', 'PutObjectCommand'] as const;
export type LaneCommand = (typeof laneCommands)[number];

/** What further requests of a kind are made after. */
export interface Lane {
  /** A request that the SDK made; its headers are those that all of this client's have alike. */
  request: HttpRequest;
  /** The path in front of a key: `/` or `/bucket/`. */
  root: string;
  signer: RequestSigner;
}

export interface SendOptions {
  abortSignal: AbortSignal;
  requestTimeout?: number;
}

const lanes = new WeakMap<object, Map<string, Lane>>();
/** Headers that every request of a client has alike; the rest is a request's own. */
const SHARED_HEADERS = /^(host|user-agent|x-amz-user-agent)$/i;

/** The lane of a client for a kind of request to a bucket; undefined before its first one. */
export const laneOf = (client: S3Client, command: LaneCommand, bucket: string | undefined): Lane | undefined =>
  lanes.get(client)?.get(`${command} ${bucket ?? ''}`);

/** A request after the lane's own, to its bucket (`key` null) or an object in it. */
export function laneRequest(
  { request, root }: Lane,
  own: { key: string | null; headers: Record<string, string>; query: Record<string, string>; body?: Buffer },
): HttpRequest {
  const path = own.key === null ? request.path : root + escapedKey(own.key);
  const headers = { ...request.headers, ...own.headers };
  const { 'x-id': operation } = request.query ?? {};
  const query = operation === undefined ? own.query : { 'x-id': operation, ...own.query };
  return { ...request, path, headers, query, body: own.body };
}

/** Signs and sends; answers whatever came. */
export async function sendInLane(
  client: S3Client,
  { signer }: Lane,
  request: HttpRequest,
  options: SendOptions,
): Promise<unknown> {
  const { systemClockOffset, requestHandler } = client.config;
  const signed = await signer.sign(request, { signingDate: new Date(Date.now() + systemClockOffset) });
  const { response } = await requestHandler.handle(signed, options);
  return response;
}

/** A reply whose body streams. */
export const asStreamed = (response: unknown): StreamedReply | null => (isStreamedReply(response) ? response : null);

/** Makes the command of this stack send nothing: its reply has come already. */
export function replay<I extends object, O extends object>(stack: MiddlewareStack<I, O>, response: unknown): void {
  const answer: DeserializeMiddleware<I, O> = () => async () => ({ response });
  stack.add(answer, { name: 'replayReply', step: 'deserialize', priority: 'low' });
}

/** Lets a client remember the first request of each kind that has a lane. */
export function keepLanes(client: S3Client): void {
  const kept = new Map<string, Lane>();
  lanes.set(client, kept);
  const remember: DeserializeMiddleware<ServiceInputTypes, ServiceOutputTypes> = (next, context) => async (args) => {
    const result = await next(args);
    const { request, input } = args;
    const { commandName = '' } = context;
    if (!isLaneCommand(commandName) || !('Bucket' in input) || !isHttpRequest(request)) return result;
    const name = `${commandName} ${input.Bucket ?? ''}`;
    const root = rootOf(request.path, 'Key' in input ? (input.Key ?? null) : null);
    if (root === null || kept.has(name)) return result;
    const shared = Object.entries(request.headers).filter(([header]) => SHARED_HEADERS.test(header));
    const pattern = { ...request, headers: Object.fromEntries(shared), body: undefined };
    kept.set(name, { request: pattern, root, signer: await client.config.signer() });
    return result;
  };
  client.middlewareStack.add(remember, { name: 'rememberLane', step: 'deserialize', priority: 'high' });
}

const isLaneCommand = (name: string): name is LaneCommand => laneCommands.some((known) => known === name);

/** Null where the path does not end as this app would write it: such a server has no lane. */
function rootOf(path: string, key: string | null): string | null {
  if (key === null) return path;
  const end = escapedKey(key);
  return path.endsWith(`/${end}`) ? path.slice(0, path.length - end.length) : null;
}

/** As S3 and its signatures want it: all but unreserved characters and slashes percent-encoded. */
const escapedKey = (key: string): string =>
  encodeURIComponent(key)
    .replace(/[!'()*]/g, escapedMark)
    .replaceAll('%2F', '/');
const escapedMark = (mark: string): string => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`;

const isHttpRequest = (value: unknown): value is HttpRequest =>
  typeof value === 'object' && value !== null && 'hostname' in value && 'headers' in value && 'path' in value;
