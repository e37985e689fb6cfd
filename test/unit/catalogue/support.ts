import type { ListedObject } from '../../../electron/s3/bucket.ts';

/** A fixed "now" for tests: noon of a day in the middle of a month, so that no time zone changes the month. */
export const NOW = Date.UTC(2026, 4, 15, 12);
export const HOUR = 3_600_000;
/** Time limit of tests over many groups, for a machine that is busy with others. */
export const SLOW_MS = 60_000;

/** A valid uuid that counts. */
export const uuidOf = (index: number): string => `00000000-0000-4000-8000-${index.toString(16).padStart(12, '0')}`;

/** 32 hex digits that follow from the text. */
export function md5Like(text: string): string {
  let hash = 7;
  for (const point of text) hash = (Math.imul(hash, 31) + (point.codePointAt(0) ?? 0)) >>> 0;
  return hash.toString(16).padStart(8, '1').repeat(4);
}

export const object = (key: string, changes: Partial<ListedObject> = {}): ListedObject => ({
  key,
  bytes: 1000,
  modified: NOW - HOUR,
  etag: md5Like(key),
  ...changes,
});

/** All objects of a whole group in key order. */
export const wholeGroup = (album: string, uuid: string, changes: Partial<ListedObject> = {}): ListedObject[] =>
  ['1024', '512', 'thumbnail'].map((size) => object(`${album}${uuid}_${size}.webp`, changes));
