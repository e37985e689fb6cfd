import * as v from 'valibot';

/** A thumbnail as the cache keeps it: its bytes, their type, and the user metadata that came with them. */
export interface CachedThumbnail {
  content: Buffer;
  contentType: string;
  metadata: Readonly<Record<string, string>>;
}

const LENGTH_BYTES = 4;
const header = v.strictObject({ contentType: v.string(), metadata: v.record(v.string(), v.string()) });

/** The length of a JSON header, the header, the bytes. */
export function encodeRecord({ content, contentType, metadata }: CachedThumbnail): Buffer {
  const head = Buffer.from(JSON.stringify({ contentType, metadata }));
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt32LE(head.length);
  return Buffer.concat([length, head, content]);
}

/** Throws where the record is not one of {@link encodeRecord}. */
export function decodeRecord(record: Buffer): CachedThumbnail {
  const end = LENGTH_BYTES + record.readUInt32LE(0);
  const { contentType, metadata } = v.parse(header, JSON.parse(record.toString('utf8', LENGTH_BYTES, end)));
  return { content: record.subarray(end), contentType, metadata };
}
