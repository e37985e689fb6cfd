import {
  GetObjectCommand,
  type GetObjectCommandInput,
  type GetObjectCommandOutput,
  PutObjectCommand,
  type PutObjectCommandInput,
  type PutObjectCommandOutput,
  type S3Client,
} from '@aws-sdk/client-s3';
import { foreignReplyReason } from './reply-guard.ts';
import { asStreamed, laneOf, laneRequest, replay, type SendOptions, sendInLane } from './request-lane.ts';
import { collectBody } from './streamed-reply.ts';

/** What is read of the reply to a GET. */
export type ObjectReply = Pick<
  GetObjectCommandOutput,
  | 'ContentLength'
  | 'ContentRange'
  | 'ContentType'
  | 'ETag'
  | 'LastModified'
  | 'Metadata'
  | 'SSECustomerAlgorithm'
  | 'ServerSideEncryption'
> & { Body?: unknown };

/** What is read of the reply to a PUT. */
export type StoredReply = Pick<PutObjectCommandOutput, 'ETag' | 'SSECustomerAlgorithm' | 'ServerSideEncryption'>;

type GetInput = Pick<GetObjectCommandInput, 'Bucket' | 'Key' | 'IfMatch' | 'Range' | 'VersionId'>;

const OK = 200;
const PARTIAL = 206;
const META = 'x-amz-meta-';

/** Gets an object, in the lane where there is one; see `request-lane.ts`. Throws what the SDK throws. */
export async function sendGet(client: S3Client, input: GetInput, options: SendOptions): Promise<ObjectReply> {
  const lane = laneOf(client, 'GetObjectCommand', input.Bucket);
  const { Key: key } = input;
  if (lane === undefined || key === undefined) return client.send(new GetObjectCommand(input), options);
  const headers: Record<string, string> = {};
  if (input.Range !== undefined) headers.range = input.Range;
  if (input.IfMatch !== undefined) headers['if-match'] = input.IfMatch;
  const query: Record<string, string> = input.VersionId === undefined ? {} : { versionId: input.VersionId };
  const response = await sendInLane(client, lane, laneRequest(lane, { key, headers, query }), options);
  const reply = asStreamed(response);
  const isObject = reply?.statusCode === OK || reply?.statusCode === PARTIAL;
  if (reply === null || !isObject || foreignReplyReason(reply) !== null)
    return client.send(replayingGet(input, response), options);
  return { ...readObjectHeaders(reply.headers), Body: reply.body };
}

/** Puts a body that is in memory, in the lane where there is one; all else goes through the SDK. */
export async function sendPut(
  client: S3Client,
  input: PutObjectCommandInput,
  options: SendOptions,
): Promise<StoredReply> {
  const lane = laneOf(client, 'PutObjectCommand', input.Bucket);
  const { Key: key, Body: body } = input;
  if (lane === undefined || key === undefined || !Buffer.isBuffer(body) || body.length > MOST_LANE_BYTES)
    return client.send(new PutObjectCommand(input), options);
  const request = laneRequest(lane, { key, headers: putHeaders(input, body), query: {}, body });
  const response = await sendInLane(client, lane, request, options);
  const reply = asStreamed(response);
  if (reply === null || reply.statusCode !== OK || foreignReplyReason(reply) !== null)
    return client.send(replayingPut(input, response), options);
  // An error may come with status 200, in a body; a success has none.
  const said = await collectBody(reply.body);
  if (said.length > 0) return client.send(replayingPut(input, Object.assign(reply, { body: said })), options);
  const { etag, 'x-amz-server-side-encryption': encryption } = reply.headers;
  return {
    ETag: etag,
    ServerSideEncryption: encryption as StoredReply['ServerSideEncryption'],
    SSECustomerAlgorithm: reply.headers['x-amz-server-side-encryption-customer-algorithm'],
  };
}

function replayingGet(input: GetInput, response: unknown): GetObjectCommand {
  const command = new GetObjectCommand(input);
  replay(command.middlewareStack, response);
  return command;
}

function replayingPut(input: PutObjectCommandInput, response: unknown): PutObjectCommand {
  const command = new PutObjectCommand(input);
  replay(command.middlewareStack, response);
  return command;
}

/** Larger ones wait for the server's leave before they are sent, which the SDK sees to. */
const MOST_LANE_BYTES = 1024 * 1024;

function putHeaders(input: PutObjectCommandInput, body: Buffer): Record<string, string> {
  const headers: Record<string, string> = { 'content-length': `${body.length}` };
  const optional = {
    'content-type': input.ContentType,
    'cache-control': input.CacheControl,
    'x-amz-acl': input.ACL,
    'x-amz-checksum-crc32': input.ChecksumCRC32,
    'if-none-match': input.IfNoneMatch,
  };
  for (const [name, value] of Object.entries(optional)) if (value !== undefined) headers[name] = value;
  for (const [name, value] of Object.entries(input.Metadata ?? {})) headers[META + name.toLowerCase()] = value;
  return headers;
}

function readObjectHeaders(headers: Readonly<Record<string, string>>): ObjectReply {
  const metadata: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (name.startsWith(META)) metadata[name.slice(META.length)] = value;
  }
  const { 'content-length': bytes, 'last-modified': modified } = headers;
  return {
    ContentLength: bytes === undefined || bytes === '' ? undefined : Number(bytes),
    ContentRange: headers['content-range'],
    ContentType: headers['content-type'],
    ETag: headers.etag,
    LastModified: modified === undefined ? undefined : new Date(modified),
    Metadata: metadata,
    SSECustomerAlgorithm: headers['x-amz-server-side-encryption-customer-algorithm'],
    ServerSideEncryption: headers['x-amz-server-side-encryption'] as ObjectReply['ServerSideEncryption'],
  };
}
