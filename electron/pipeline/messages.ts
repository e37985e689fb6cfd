import * as v from 'valibot';
import { type AppError, AppFailure } from '../../shared/app-error.ts';
import { formatIds } from '../../shared/image-format.ts';
import { metadataChoices } from '../../shared/save-choice.ts';
import type { Converted, InspectedSource, MadeVariants } from './pipeline.ts';

/** What main and the image host say to each other. Either side parses what it hears. */
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const path = v.pipe(v.string(), v.minLength(1));

const estimateRequest = v.strictObject({
  inputPath: path,
  format: v.picklist(formatIds),
  quality: v.nullable(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100))),
  maxWidth: v.exactOptional(v.pipe(count, v.minValue(1))),
  metadata: v.picklist(metadataChoices),
});
const convertRequest = v.strictObject({ ...estimateRequest.entries, outputPath: path });

const hostJob = v.variant('kind', [
  v.strictObject({ kind: v.literal('inspect'), path }),
  v.strictObject({ kind: v.literal('make-variants'), path, outputFolder: path }),
  v.strictObject({ kind: v.literal('convert'), request: convertRequest }),
  v.strictObject({ kind: v.literal('estimate'), request: estimateRequest }),
  v.strictObject({ kind: v.literal('thumbnail'), path }),
  v.strictObject({ kind: v.literal('embedded-thumbnail'), path }),
]);

const toHost = v.variant('type', [
  v.strictObject({ type: v.literal('run'), id: count, job: hostJob }),
  v.strictObject({ type: v.literal('cancel'), id: count }),
]);

const fromHost = v.variant('type', [
  /** A large picture waits for another one, and then does not: the time between is not its own. */
  v.strictObject({ type: v.literal('waits'), id: count }),
  v.strictObject({ type: v.literal('works'), id: count }),
  /** `residentBytes` is the host's memory after the job, by which it is replaced. */
  v.strictObject({ type: v.literal('done'), id: count, value: v.unknown(), residentBytes: count }),
  v.strictObject({
    type: v.literal('failed'),
    id: count,
    error: v.looseObject({ code: v.string() }),
    residentBytes: count,
  }),
]);

export type HostJob = v.InferOutput<typeof hostJob>;
export type ToHost = v.InferOutput<typeof toHost>;
export type FromHost = v.InferOutput<typeof fromHost>;

const sourceFacts = v.strictObject({
  format: v.picklist(formatIds),
  bytes: count,
  width: count,
  height: count,
  frames: count,
  alpha: v.boolean(),
});
const madeVariant = v.strictObject({
  size: v.union([v.literal('thumbnail'), v.literal('original'), count]),
  path,
  bytes: count,
  width: count,
  height: count,
});
const sentThumbnail = v.strictObject({ content: v.instance(Uint8Array), thumbhash: v.string() });
const hash = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));

/** As `MadeThumbnail`; a Buffer arrives as plain bytes. */
export interface SentThumbnail {
  content: Uint8Array;
  thumbhash: string;
}

/** What each kind of job answers. */
export interface HostAnswers {
  inspect: InspectedSource;
  'make-variants': MadeVariants;
  convert: Converted;
  estimate: { bytes: number };
  thumbnail: SentThumbnail;
  'embedded-thumbnail': SentThumbnail | null;
}

type AnswerSchemas = { [K in HostJob['kind']]: v.GenericSchema<unknown, HostAnswers[K]> };

const answers: AnswerSchemas = {
  inspect: v.strictObject({ ...sourceFacts.entries, sha256: hash }),
  'make-variants': v.strictObject({
    source: sourceFacts,
    variants: v.array(madeVariant),
    thumbhash: v.string(),
    sha256: hash,
  }),
  convert: v.strictObject({ bytes: count, width: count, height: count, frames: count }),
  estimate: v.strictObject({ bytes: count }),
  thumbnail: sentThumbnail,
  'embedded-thumbnail': v.nullable(sentThumbnail),
};

/** Throws on anything but a message for the host. */
export const parseToHost = (message: unknown): ToHost => v.parse(toHost, message);

/** Null for anything but a message of the host. */
export function parseFromHost(message: unknown): FromHost | null {
  const parsed = v.safeParse(fromHost, message);
  return parsed.success ? parsed.output : null;
}

/** A job's answer. Throws `AppFailure` `internal` where it does not look like one. */
export function parseAnswer<K extends HostJob['kind']>(kind: K, value: unknown): HostAnswers[K] {
  const schema: v.GenericSchema<unknown, HostAnswers[K]> = answers[kind];
  const parsed = v.safeParse(schema, value);
  if (parsed.success) return parsed.output;
  throw new AppFailure({ code: 'internal', detail: `expected an answer to ${kind} but received something else` });
}

/** The host's own words for why a job failed: only its process can have written them. */
export const errorOf = (message: Extract<FromHost, { type: 'failed' }>): AppError => message.error as AppError;
