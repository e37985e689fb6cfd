import type { Bucket, ListedObject } from '../../electron/s3/bucket.ts';

const { signal } = new AbortController();

export const MEGABYTE = 1024 * 1024;

/** Bytes that differ everywhere, so that a shifted or doubled stretch shows. */
export const bytesOf = (length: number): Buffer =>
  Buffer.from(Uint8Array.from({ length }, (_, i) => (i * 31 + (i >>> 8)) % 251));

/** Every object of a bucket, over all pages. */
export async function listAll(
  bucket: Bucket,
  options: { prefix?: string; startAfter?: string } = {},
): Promise<ListedObject[]> {
  const all: ListedObject[] = [];
  for await (const page of bucket.list({ signal, ...options })) all.push(...page);
  return all;
}

export const listKeys = async (
  bucket: Bucket,
  options: { prefix?: string; startAfter?: string } = {},
): Promise<string[]> => (await listAll(bucket, options)).map(({ key }) => key);

export const putText = (bucket: Bucket, key: string, content = 'x'): Promise<{ etag: string }> =>
  bucket.put(key, Buffer.from(content), { contentType: 'text/plain', signal });

export const readText = async (bucket: Bucket, key: string): Promise<string> =>
  (await bucket.getBytes(key, { signal, maxBytes: MEGABYTE })).content.toString();
