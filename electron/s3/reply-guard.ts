import { Readable } from 'node:stream';
import type { S3Client, ServiceInputTypes, ServiceOutputTypes } from '@aws-sdk/client-s3';
import type { DeserializeMiddleware } from '@smithy/types';
import { ForeignReply } from './foreign-reply.ts';
import { limitReply } from './reply-limit.ts';

/** The parts of the SDK's reply that tell whether S3 sent it. */
interface Reply {
  statusCode: number;
  headers: Readonly<Record<string, string>>;
  body?: unknown;
}

/** Statuses from here on are a server's own trouble (RFC 9110, 15.6). */
export const FIRST_SERVER_STATUS = 500;
const FIRST_FAILED_STATUS = 300;
const OK = 200;
const NETWORK_AUTHENTICATION_REQUIRED = 511;
const PROXY_AUTHENTICATION_REQUIRED = 407;
/** What a gateway before S3 answers with a page of its own: the request was too large for it, or too many came. */
const gatewayStatuses: ReadonlySet<number> = new Set([413, 429]);

const hasS3Header = (headers: Reply['headers']): boolean =>
  Object.keys(headers).some((name) => name.startsWith('x-amz-'));

/** Why a reply cannot be S3's, by its status and headers alone; null where it may be. */
export function foreignReplyReason({ statusCode, headers }: Omit<Reply, 'body'>): string | null {
  if (statusCode === NETWORK_AUTHENTICATION_REQUIRED) return 'the network asks for a login (status 511)';
  if (statusCode === PROXY_AUTHENTICATION_REQUIRED) return 'a proxy asks for a login (status 407)';
  if (hasS3Header(headers) || gatewayStatuses.has(statusCode)) return null;
  // A load balancer before S3 tells of overload and of servers that are down in its own words.
  if (statusCode >= FIRST_SERVER_STATUS) return null;
  const type = (headers['content-type'] ?? '').toLowerCase();
  // An object may well be HTML: its own headers (ETag) tell it from a portal's page, which some portals send one for too.
  if (type.startsWith('text/html')) return `status ${statusCode} with an HTML page`;
  if (statusCode >= 300 && statusCode < 400 && statusCode !== 304 && !type.includes('xml'))
    return `a redirect (status ${statusCode}) to elsewhere`;
  if (statusCode >= 400 && /^(text\/plain|application\/json)/.test(type))
    return `status ${statusCode} with ${type.split(';')[0]}`;
  return null;
}

/** Their success says nothing but its status, which is 204. */
const silentCommands: readonly (string | undefined)[] = ['DeleteObjectCommand', 'AbortMultipartUploadCommand'];

/** A portal so terse that it sends nothing but a status of success must not pass for a delete. */
const silenceReason = ({ statusCode, headers }: Reply): string | null =>
  statusCode === OK && !hasS3Header(headers)
    ? 'status 200 and nothing of S3’s where a delete is answered with 204'
    : null;

const isReply = (value: unknown): value is Reply =>
  typeof value === 'object' && value !== null && 'statusCode' in value && 'headers' in value;

const refuseForeignReplies: DeserializeMiddleware<ServiceInputTypes, ServiceOutputTypes> =
  (next, { commandName }) =>
  async (args) => {
    const result = await next(args);
    const { response } = result;
    if (!isReply(response)) return result;
    const isSilent = silentCommands.includes(commandName);
    const reason = foreignReplyReason(response) ?? (isSilent ? silenceReason(response) : null);
    if (reason !== null) {
      if (response.body instanceof Readable) response.body.destroy();
      throw new ForeignReply(reason);
    }
    // An object is streamed; everything else is read whole.
    const isObject = commandName === 'GetObjectCommand' && response.statusCode < FIRST_FAILED_STATUS;
    if (!isObject) response.body = limitReply(response.body);
    return result;
  };

/**
 * Refuses foreign replies before the SDK reads them as an empty success, and ends those that do not end themselves. The
 * body is discarded, so its socket is freed.
 */
export function guardReplies(client: S3Client): void {
  client.middlewareStack.addRelativeTo(refuseForeignReplies, {
    name: 'refuseForeignReplies',
    relation: 'after',
    toMiddleware: 'deserializerMiddleware',
  });
}
