import { randomUUID } from 'node:crypto';
import { stat } from 'node:fs/promises';
import type PQueue from 'p-queue';
import { AppFailure, toAppError } from '../../shared/app-error.ts';
import type { JobItem } from '../../shared/job.ts';
import { variantKey } from '../../shared/object-key.ts';
import { readFailure } from '../files/file-error.ts';
import { makeTempFolder, removeTempFolder } from '../files/temp-folder.ts';
import type { MadeVariants, Pipeline } from '../pipeline/pipeline.ts';
import type { Bucket, ListedObject } from '../s3/bucket.ts';
import { type JobContext, SUSPENDED } from './job.ts';
import type { JobJournal } from './journal.ts';
import type { BegunSource, SourceRecord, SourceState, UploadFile } from './journal-records.ts';
import { isOf } from './own-objects.ts';
import { isTaken, type SendParts, sendGroup, type Written } from './send-group.ts';
import { type TakeBackParts, takeBack } from './take-back.ts';
import type { TransferCatalogue } from './transfer-catalogue.ts';
import { planUpload, type UploadPlan } from './upload-plan.ts';

/** Share of an item's progress that making its variants stands for; the rest is sending. */
const MAKING_SHARE = 0.5;
/** A uuid that is taken is replaced once; a second time it is no accident. */
const MAX_UUIDS = 2;

export interface SourceParts extends SendParts, TakeBackParts {
  catalogue: TransferCatalogue;
  pipeline: Pipeline;
  /** Holds a folder of its own for every source under way. */
  tempFolder: string;
  /** Bounds the pictures that are made at a time. */
  encodes: PQueue;
}

/** A source as the journal has it. */
export interface JournalledSource {
  journal: JobJournal;
  index: number;
  source: SourceRecord;
}

interface SourceOptions extends Pick<JobContext, 'signal' | 'unlessPaused'> {
  report: (change: Partial<JobItem>) => void;
}

/** Whether a job ends only for now: all of it stays as it is. */
export const isSuspended = (signal: AbortSignal): boolean => signal.aborted && signal.reason === SUSPENDED;

/**
 * Uploads one source: variants made, all but the thumbnail put, the thumbnail put, the group told to the catalogue. One
 * that an earlier run began goes on under its own uuid, and what is there of it is not sent again. Throws an `AppFailure`
 * (`file-changed` where the file is not the one that was staged) and leaves nothing then, except where it was suspended.
 */
export async function uploadSource(
  parts: SourceParts,
  source: JournalledSource,
  options: SourceOptions,
): Promise<void> {
  const upload = new SourceUpload(parts, source, options);
  try {
    await upload.run();
  } catch (thrown) {
    if (!isSuspended(options.signal)) await upload.giveUp(thrown);
    throw thrown;
  }
}

class SourceUpload {
  readonly #parts: SourceParts;
  readonly #journal: JobJournal;
  readonly #index: number;
  readonly #file: UploadFile;
  readonly #album: string;
  readonly #options: SourceOptions;
  /** Null while there is nothing under any uuid. */
  #begun: BegunSource | null;
  #written: Written;

  constructor(parts: SourceParts, { journal, index, source }: JournalledSource, options: SourceOptions) {
    this.#parts = parts;
    this.#journal = journal;
    this.#index = index;
    this.#file = source.file;
    this.#album = source.album;
    this.#options = options;
    this.#begun = source.state.kind === 'begun' ? source.state : null;
    this.#written = writtenBy(this.#begun);
  }

  async run(): Promise<void> {
    const { catalogue, tempFolder } = this.#parts;
    if (this.#begun !== null && (await this.#isPublished(this.#begun))) return this.#finish();
    await expectUnchanged(this.#file);
    const folder = await makeTempFolder(tempFolder, 'upload');
    try {
      const made = await this.#make(folder);
      const { plan, sent } = await this.#sendUnderFreeUuid(made);
      await this.#finish();
      await announce(catalogue, plan, sent);
    } finally {
      await removeTempFolder(folder);
    }
  }

  /** After a failure, or where the person cancelled: takes back what was put, once that is journalled. */
  async giveUp(thrown: unknown): Promise<void> {
    await this.#release(this.#options.signal.aborted ? null : { kind: 'failed', error: toAppError(thrown) });
  }

  async #make(folder: string): Promise<MadeVariants> {
    const { signal, report } = this.#options;
    const made = await this.#parts.encodes.add(async () => {
      signal.throwIfAborted();
      report({ state: 'working' });
      return this.#parts.pipeline.makeVariants(this.#file.path, folder, { signal });
    });
    // Other bytes under the same name, size and date: what was sent before does not belong to them.
    if (this.#begun !== null && this.#begun.sha256 !== made.sha256)
      throw new AppFailure({ code: 'file-changed', path: this.#file.path });
    report({ state: 'sending', progress: MAKING_SHARE });
    return made;
  }

  async #sendUnderFreeUuid(made: MadeVariants): Promise<{ plan: UploadPlan; sent: ListedObject[] }> {
    for (let uuids = 1; ; uuids += 1) {
      try {
        return await this.#send(made);
      } catch (thrown) {
        if (!isTaken(thrown) || uuids >= MAX_UUIDS) throw thrown;
        await this.#release({ kind: 'waiting' });
      }
    }
  }

  async #send(made: MadeVariants): Promise<{ plan: UploadPlan; sent: ListedObject[] }> {
    const { keepOriginal, acl } = this.#journal.record;
    const { signal, report, unlessPaused } = this.#options;
    const { uuid, uploaded } = this.#begun ?? { uuid: randomUUID(), uploaded: Date.now() };
    const plan = planUpload({ file: this.#file, made, album: this.#album, keepOriginal, uuid, uploaded });
    const all = [...plan.puts, plan.marker];
    const keys = [...new Set([...(this.#begun?.keys ?? []), ...all.map(({ key }) => key)])];
    await this.#note({ kind: 'begun', uuid, uploaded, sha256: made.sha256, keys, parts: this.#begun?.parts ?? {} });
    const total = all.reduce((sum, put) => sum + put.bytes, 0);
    const sent = await sendGroup(this.#parts, plan, {
      signal,
      acl,
      unlessPaused,
      written: this.#written,
      onParts: (key, upload) => this.#noteParts(key, upload),
      onSent: (bytes) => report({ progress: MAKING_SHARE + (1 - MAKING_SHARE) * (bytes / total) }),
      beforeMarker: () => expectUnchanged(this.#file),
    });
    return { plan, sent };
  }

  /** Before anything of it is sent. */
  #note(begun: BegunSource): Promise<void> {
    this.#begun = begun;
    return this.#journal.mark(this.#index, begun);
  }

  async #noteParts(key: string, upload: BegunSource['parts'][string]): Promise<void> {
    if (this.#begun !== null) await this.#note({ ...this.#begun, parts: { ...this.#begun.parts, [key]: upload } });
  }

  /** The group is published: whatever happens now, nothing of it is taken back. */
  async #finish(): Promise<void> {
    this.#begun = null;
    this.#written = writtenBy(null);
    await this.#journal.done(this.#index);
  }

  /** Lets go of the uuid: the source goes on in another state, or (null) not at all. */
  async #release(state: SourceState | null): Promise<void> {
    const begun = this.#begun;
    const written = this.#written;
    this.#begun = null;
    this.#written = writtenBy(null);
    const touched = new Set([...written.keys, ...written.unsure, ...written.earlier, ...written.parts.keys()]);
    if (begun === null || touched.size === 0) {
      if (state === null) await this.#journal.done(this.#index);
      else await this.#journal.mark(this.#index, state);
      return;
    }
    const marker = variantKey(this.#album, begun.uuid, 'thumbnail');
    const left = {
      keys: [marker, ...begun.keys.filter((key) => key !== marker && touched.has(key))],
      uploads: [...written.parts].map(([key, { uploadId }]) => ({ key, uploadId })),
      own: { uploaded: begun.uploaded, sha256: begun.sha256 },
      // By an earlier run; or another computer found it in pieces and repaired it.
      mayBeWhole: !written.keys.has(marker) && !written.unsure.has(marker),
    };
    const leftId = await this.#journal.putOff(this.#index, state, left);
    const isGone = await takeBack(this.#parts, left, written.keys);
    // Else it is looked at once more, with the next upload or when the bucket opens the next time.
    if (isGone && !written.mayArriveLate) await this.#journal.forget(leftId);
  }

  /** Whether the earlier run came as far as the marker: then all of the group is in the bucket. */
  #isPublished({ uuid, uploaded, sha256 }: BegunSource): Promise<boolean> {
    return isMarkerThere(this.#parts.bucket, variantKey(this.#album, uuid, 'thumbnail'), {
      own: { uploaded, sha256 },
      signal: this.#options.signal,
    });
  }
}

const writtenBy = (begun: BegunSource | null): Written => ({
  keys: new Set(),
  unsure: new Set(),
  mayArriveLate: false,
  earlier: new Set(begun?.keys ?? []),
  parts: new Map(Object.entries(begun?.parts ?? {})),
});

/** A server that does not answer is asked again, in its own time, by the puts. */
async function isMarkerThere(
  bucket: Bucket,
  marker: string,
  { own, signal }: { own: { uploaded: number; sha256: string }; signal: AbortSignal },
): Promise<boolean> {
  const head = await bucket.head(marker, { signal }).catch(() => null);
  return head !== null && isOf(head, own);
}

/** The group appears in the grid, with its name, without a listing. */
async function announce(catalogue: TransferCatalogue, plan: UploadPlan, sent: readonly ListedObject[]): Promise<void> {
  await catalogue.addObjects(sent);
  const groupId = await catalogue.groupOfKey(plan.marker.key);
  if (groupId !== null) await catalogue.learn(groupId, plan.metadata);
}

/** Size and time of the last change are what they were when the file was looked at. */
async function expectUnchanged(file: UploadFile): Promise<void> {
  const stats = await stat(file.path).catch((thrown: unknown) => {
    throw readFailure(thrown, file.path);
  });
  if (stats.size !== file.bytes || stats.mtimeMs !== file.modified) {
    throw new AppFailure({ code: 'file-changed', path: file.path });
  }
}
