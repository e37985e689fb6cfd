import type { ListObjectsV2CommandOutput, S3Client, ServiceInputTypes, ServiceOutputTypes } from '@aws-sdk/client-s3';
import type { DeserializeMiddleware } from '@smithy/types';
import { ForeignReply } from './foreign-reply.ts';
import { type ListPage, NotAList, scanList } from './list-scanner.ts';
import { collectBody, isStreamedReply } from './streamed-reply.ts';
import { MalformedXml } from './xml-cursor.ts';

/** What a reply with status 200 that tells of an error ends with: the SDK's to read. */
const ERROR_END = '</Error>';
/** Left for the SDK to parse in the place of what was scanned. */
const NOTHING_LEFT = Buffer.from('<ListBucketResult/>');

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

const pages = new WeakMap<object, ListPage>();

/** The page that the client scanned from this reply; undefined where it did not. */
export const scannedPage = (reply: ListObjectsV2CommandOutput): ListPage | undefined => pages.get(reply);

/** Below the SDK's parser: takes the body of a list away from it. Errors are still the SDK's to read. */
const scanBody: DeserializeMiddleware<ServiceInputTypes, ServiceOutputTypes> = (next, context) => async (args) => {
  const result = await next(args);
  const { response } = result;
  if (context.commandName !== 'ListObjectsV2Command' || !isStreamedReply(response)) return result;
  if (response.statusCode < 200 || response.statusCode >= 300) return result;
  const bytes = await collectBody(response.body);
  const page = readListBody(bytes, response.statusCode);
  if (page !== null) pages.set(response, page);
  return { ...result, response: Object.assign(response, { body: page === null ? bytes : NOTHING_LEFT }) };
};

/** Above the SDK's parser: ties the page to what the caller gets. */
const keepPage: DeserializeMiddleware<ServiceInputTypes, ServiceOutputTypes> = (next) => async (args) => {
  const result = await next(args);
  const { response, output } = result;
  const page = isObject(response) ? pages.get(response) : undefined;
  if (page !== undefined && isObject(output)) pages.set(output, page);
  return result;
};

/** The page that a whole body is; null for an error, which is the SDK's to read. Throws `ForeignReply`. */
export function readListBody(bytes: Buffer, status: number): ListPage | null {
  if (
    bytes
      .toString('latin1', Math.max(0, bytes.length - 2 * ERROR_END.length))
      .trimEnd()
      .endsWith(ERROR_END)
  )
    return null;
  try {
    return scanList(bytes);
  } catch (thrown) {
    if (thrown instanceof NotAList) throw new ForeignReply(thrown.message);
    if (thrown instanceof MalformedXml)
      throw new ForeignReply(`status ${status} with a body that cannot be read`, { cause: thrown });
    throw thrown;
  }
}

/**
 * Lets a client read lists by `scanList` instead of the SDK's parser, which takes ten times as long. What it sends, how it
 * signs and how it reads errors stays as it is.
 */
export function scanListReplies(client: S3Client): void {
  client.middlewareStack.addRelativeTo(scanBody, {
    name: 'scanListBody',
    relation: 'before',
    toMiddleware: 'refuseForeignReplies',
  });
  client.middlewareStack.addRelativeTo(keepPage, {
    name: 'keepListPage',
    relation: 'before',
    toMiddleware: 'deserializerMiddleware',
  });
}
