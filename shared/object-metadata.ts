/**
 * The user metadata that every variant carries. S3 allows ASCII only and 2 KB in all (Amazon S3 User Guide, "Working with
 * object metadata"), so values are percent-encoded UTF-8 and names are cut.
 */

/** Facts of the source file. Null where they are not known. */
export interface ObjectFacts {
  /** Original file name without its last extension, NFC. */
  name: string | null;
  /** Lower case, no dot. */
  extension: string | null;
  /** Pixels of the source after EXIF rotation. */
  width: number | null;
  height: number | null;
  /** Ms since the epoch. */
  uploaded: number | null;
  /** Base64. */
  thumbhash: string | null;
  /** Of the source file, hex. */
  sha256: string | null;
}

/** S3's limit for all names and values of an object's user metadata. */
export const MAX_METADATA_BYTES = 2048;
/** What of it a name may take once it is encoded; leaves room for the rest. */
export const MAX_ENCODED_NAME_BYTES = 1000;
const MAX_PIXELS = 1e9;
/** No dots, blanks, slashes or control characters: what a file system calls an extension. */
const EXTENSION = /^[^\s./\\\p{Cc}\p{Surrogate}]{1,16}$/u;
/** A ThumbHash has at most 25 bytes. */
const THUMBHASH = /^[A-Za-z0-9+/]{4,40}={0,2}$/;
const SHA256 = /^[0-9a-f]{64}$/;
const WHOLE = /^[1-9][0-9]{0,9}$/;
const ISO_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/;
/** How S3 answers values that were stored as raw UTF-8: not ours, and not a name to show. */
const MIME_WORD = /^=\?.*\?=$/s;
const LONE_SURROGATE = /\p{Surrogate}/gu;
const REPLACEMENT = '\uFFFD';

/** Metadata for a put: only what is known and well formed, ASCII, under {@link MAX_METADATA_BYTES}. Never throws. */
export function encodeMetadata(facts: Partial<ObjectFacts>): Record<string, string> {
  const clean: Record<string, string | null> = {
    name: cutName(facts.name ?? ''),
    extension: cleanExtension(facts.extension),
    width: cleanPixels(facts.width),
    height: cleanPixels(facts.height),
    uploaded: cleanTime(facts.uploaded),
    thumbhash: matching(THUMBHASH, facts.thumbhash),
    sha256: matching(SHA256, facts.sha256?.toLowerCase()),
  };
  const encoded: Record<string, string> = {};
  for (const [key, value] of Object.entries(clean)) if (value) encoded[key] = encodeURIComponent(value);
  return encoded;
}

/** Reads metadata as it is on the wire (lower-case names). Missing and malformed values become null. Never throws. */
export function decodeMetadata(metadata: Readonly<Record<string, string>>): ObjectFacts {
  const value = (key: string): string | null => (Object.hasOwn(metadata, key) ? percentDecoded(metadata[key]) : null);
  const uploaded = matching(ISO_TIME, value('uploaded'));
  const time = uploaded === null ? Number.NaN : Date.parse(uploaded);
  return {
    name: value('name')?.normalize('NFC') || null,
    extension: cleanExtension(value('extension')),
    width: readPixels(value('width')),
    height: readPixels(value('height')),
    uploaded: Number.isNaN(time) ? null : time,
    thumbhash: matching(THUMBHASH, value('thumbhash')),
    sha256: matching(SHA256, value('sha256')),
  };
}

/** The longest start of a name that fits {@link MAX_ENCODED_NAME_BYTES}, cut between code points. */
function cutName(name: string): string {
  let bytes = 0;
  let cut = '';
  for (const point of name.normalize('NFC').replace(LONE_SURROGATE, REPLACEMENT)) {
    bytes += encodeURIComponent(point).length;
    if (bytes > MAX_ENCODED_NAME_BYTES) break;
    cut += point;
  }
  return cut;
}

function percentDecoded(value: string | undefined): string | null {
  if (value === undefined || MIME_WORD.test(value)) return null;
  try {
    return decodeURIComponent(value);
  } catch {
    return null;
  }
}

const matching = (pattern: RegExp, value: string | null | undefined): string | null =>
  value && pattern.test(value) ? value : null;

const cleanExtension = (value: string | null | undefined): string | null =>
  matching(EXTENSION, value?.toLowerCase().normalize('NFC'));

const cleanPixels = (value: number | null | undefined): string | null =>
  value && Number.isInteger(value) && value > 0 && value <= MAX_PIXELS ? String(value) : null;

function cleanTime(value: number | null | undefined): string | null {
  const date = new Date(value ?? Number.NaN);
  return Number.isNaN(date.getTime()) ? null : matching(ISO_TIME, date.toISOString());
}

function readPixels(value: string | null): number | null {
  const pixels = Number(matching(WHOLE, value) ?? 0);
  return pixels > 0 && pixels <= MAX_PIXELS ? pixels : null;
}
