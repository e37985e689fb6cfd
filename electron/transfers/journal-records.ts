import { createHash } from 'node:crypto';
import * as v from 'valibot';
import type { AppError } from '../../shared/app-error.ts';
import { uploadAcls } from '../../shared/connection.ts';
import { formatIds } from '../../shared/image-format.ts';
import { variantKey } from '../../shared/object-key.ts';
import type { Bucket } from '../s3/bucket.ts';

/** What tells one bucket from another; connections to the same one share what is journalled of it. */
export type BucketPlace = Pick<Bucket, 'endpoint' | 'name' | 'prefix'>;

const time = v.pipe(v.number(), v.finite());
const bytes = v.pipe(v.number(), v.integer(), v.minValue(0));

/** The file that a source is, as it was looked at when it was dropped. */
const fileSchema = v.object({
  path: v.string(),
  /** With its extension, NFC. */
  name: v.string(),
  bytes,
  /** Ms since the epoch. */
  modified: time,
  facts: v.object({ format: v.picklist(formatIds) }),
});

/** Keys of one uuid that were begun, and what an upload in parts of them is called. */
const begunSchema = v.object({
  kind: v.literal('begun'),
  uuid: v.string(),
  /** Ms since the epoch; part of the metadata, by which our own objects are known. */
  uploaded: time,
  /** Of the source, hex. */
  sha256: v.string(),
  /** All that are put, the marker last. */
  keys: v.array(v.string()),
  /** By key. */
  parts: v.record(v.string(), v.object({ uploadId: v.string(), partBytes: bytes })),
});

const errorSchema = v.custom<AppError>((value) => v.is(v.looseObject({ code: v.string() }), value));

const sourceSchema = v.object({
  file: fileSchema,
  /** Full key prefix. */
  album: v.string(),
  state: v.variant('kind', [
    v.object({ kind: v.literal('waiting') }),
    begunSchema,
    v.object({ kind: v.literal('failed'), error: errorSchema }),
  ]),
});

const jobSchema = v.object({
  place: v.string(),
  created: time,
  /** For a line of text. */
  subject: v.nullable(v.string()),
  keepOriginal: v.boolean(),
  acl: v.picklist(uploadAcls),
});

const leftSchema = v.object({
  place: v.string(),
  /** Objects that were put, or may have been; the marker first. */
  keys: v.array(v.string()),
  uploads: v.array(v.object({ key: v.string(), uploadId: v.string() })),
  /** Metadata that tells our objects from another's. */
  own: v.object({ uploaded: time, sha256: v.string() }),
  /** Another may have published the group whole (an earlier run, or who repaired it): then it stays. */
  mayBeWhole: v.boolean(),
});

export type UploadFile = v.InferOutput<typeof fileSchema>;
export type BegunSource = v.InferOutput<typeof begunSchema>;
/** A source that is neither done nor given up. */
export type SourceRecord = v.InferOutput<typeof sourceSchema>;
export type SourceState = SourceRecord['state'];
export type JobRecord = v.InferOutput<typeof jobSchema>;
/** What a source that is given up left in the bucket and that is to be taken back. */
export type LeftRecord = v.InferOutput<typeof leftSchema>;

/** A bucket in short: its name and address stay out of the records. */
export function placeOf({ endpoint, name, prefix }: BucketPlace): string {
  return createHash('sha256')
    .update(JSON.stringify([endpoint, name, prefix]))
    .digest('hex')
    .slice(0, 32);
}

/** What an earlier run may have put of a source that does not go on. */
export function leftOf(album: string, { uuid, uploaded, sha256, keys, parts }: BegunSource): Omit<LeftRecord, 'place'> {
  const marker = variantKey(album, uuid, 'thumbnail');
  return {
    keys: [marker, ...keys.filter((key) => key !== marker)],
    uploads: Object.entries(parts).map(([key, { uploadId }]) => ({ key, uploadId })),
    own: { uploaded, sha256 },
    mayBeWhole: true,
  };
}

const INDEX_DIGITS = 8;
export const jobKey = (jobId: string): string => `job/${jobId}`;
export const sourceKey = (jobId: string, index: number): string =>
  `source/${jobId}/${String(index).padStart(INDEX_DIGITS, '0')}`;
export const leftKey = (leftId: string): string => `left/${leftId}`;

export interface ReadRecords {
  jobs: Map<string, { record: JobRecord; sources: Map<number, SourceRecord> }>;
  left: Map<string, LeftRecord>;
  /** Keys of records that say nothing, or belong to nothing. */
  stray: string[];
}

/** Sorts what a store holds; a job of which nothing is left counts as stray. */
export function readRecords(entries: readonly [key: string, record: unknown][]): ReadRecords {
  const jobs: ReadRecords['jobs'] = new Map();
  const left: ReadRecords['left'] = new Map();
  const stray: string[] = [];
  for (const [key, record] of entries) {
    const [kind, id = ''] = key.split('/');
    if (kind === 'job' && v.is(jobSchema, record)) jobs.set(id, { record, sources: new Map() });
    else if (kind === 'left' && v.is(leftSchema, record)) left.set(id, record);
    else if (kind !== 'source') stray.push(key);
  }
  for (const [key, record] of entries) {
    const [kind, id = '', index] = key.split('/');
    if (kind !== 'source') continue;
    const job = jobs.get(id);
    if (job !== undefined && v.is(sourceSchema, record)) job.sources.set(Number(index), record);
    else stray.push(key);
  }
  for (const [id, { sources }] of jobs) {
    if (sources.size > 0) continue;
    jobs.delete(id);
    stray.push(jobKey(id));
  }
  return { jobs, left, stray };
}
