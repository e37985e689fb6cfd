import { setMaxListeners } from 'node:events';
import { access, constants } from 'node:fs/promises';
import type PQueue from 'p-queue';
import { type AppError, AppFailure, isCredentialError, toAppError } from '../../shared/app-error.ts';
import { toWriteFailure } from '../files/file-error.ts';
import { makeTempFolder, removeTempFolder } from '../files/temp-folder.ts';
import type { TemporaryWatch } from '../files/write.ts';
import type { Pipeline } from '../pipeline/pipeline.ts';
import { type LinkedSignal, linkedSignal } from './abort.ts';
import { BatchItems, type ListedItem } from './batch-items.ts';
import { BatchPictures, type BatchPosition, type BatchRequest } from './batch-pictures.ts';
import type { OpenFolders } from './folder-names.ts';
import type { JobContext } from './job.ts';
import type { SaveConnection } from './prepare-result.ts';
import type { SavedFiles } from './saved-files.ts';

/**
 * Pictures on their way at a time, each fetched, converted and written in turn: so many requests hide the way to a server
 * 20 ms away from two cores that convert, and so many files wait for them on the disk at most.
 */
export const PICTURES_AT_ONCE = 16;
/** Failures in a row that are not of one picture: the next ones would fail as well. */
export const MOST_ALIKE = 20;

/** Which pictures of a batch are saved: some once more, under their names, and all from a position on. */
export interface BatchPart {
  again: readonly BatchPosition[];
  from: number;
  /** Pictures of the whole batch. */
  total: number;
  /** Names that earlier tries have brought files under, as `FolderNames.digestOf` has them: no other picture of the batch gets one. */
  settled: ReadonlySet<number>;
}

export interface BatchRunParts {
  connection: SaveConnection;
  request: BatchRequest;
  part: BatchPart;
  pipeline: Pipeline;
  /** Holds what is to be converted; swept at start. */
  tempFolder: string;
  ledger: SavedFiles;
  conversions: PQueue;
  folders: OpenFolders;
  watch?: TemporaryWatch;
  /** For benches; {@link PICTURES_AT_ONCE} by default. */
  atOnce?: number;
  /** For tests; `MOST_LISTED` by default. */
  mostListed?: number;
}

/** One run over the pictures of a batch. */
export class BatchRun {
  readonly #parts: BatchRunParts;
  readonly #job: JobContext;
  readonly #items: BatchItems;
  readonly #requests: LinkedSignal;
  /** How far the batch has been gone through. */
  #taken = 0;
  /** Why the batch as a whole ends early. */
  #failure: unknown = null;
  #alike = 0;
  /** See {@link BatchPart}. */
  readonly #settled: Set<number>;
  #hasFailed = false;

  constructor(parts: BatchRunParts, job: JobContext) {
    this.#parts = parts;
    this.#job = job;
    const { again, from, total, settled } = parts.part;
    this.#settled = new Set(settled);
    this.#items = new BatchItems(job, again.length + total - from, parts.mostListed);
    this.#requests = linkedSignal(job.signal);
    // As many pictures listen to it as are on their way.
    setMaxListeners(0, this.#requests.signal);
  }

  async run(): Promise<void> {
    const { folders, request, tempFolder, atOnce = PICTURES_AT_ONCE } = this.#parts;
    const names = await folders.open(request.folder);
    names.giveAll(this.#settled);
    let temporary: string | null = null;
    try {
      await expectWritable(request.folder);
      temporary = await makeTempFolder(tempFolder, 'batch');
      this.#job.savedTo(request.folder);
      const pictures = new BatchPictures({
        ...this.#parts,
        names,
        settled: this.#settled,
        tempFolder: temporary,
        signal: this.#requests.signal,
      });
      await Promise.all(Array.from({ length: atOnce }, () => this.#work(pictures)));
    } finally {
      this.#requests.unlink();
      names.leave();
      if (temporary !== null) await removeTempFolder(temporary);
    }
    this.#job.signal.throwIfAborted();
    if (this.#failure !== null) throw this.#failure;
    // There is no next try; of a million pictures they would be tens of megabytes for as long as the job is listed.
    if (!this.#hasFailed) this.#settled.clear();
  }

  /** What is still to be saved: the pictures at these places of the list, and all that was not come to. */
  left(indices: readonly number[]): BatchPart {
    const { again, from, total } = this.#parts.part;
    const failed = indices.flatMap((index) => this.#items.at(index) ?? []);
    const untried = again.slice(this.#taken);
    return {
      again: [...failed, ...untried],
      from: from + Math.max(0, this.#taken - again.length),
      total,
      settled: this.#settled,
    };
  }

  /** Takes one picture after the other. Never rejects. */
  async #work(pictures: BatchPictures): Promise<void> {
    try {
      while (!this.#requests.signal.aborted) {
        await this.#job.unlessPaused();
        await this.#parts.connection.giveWay?.step(this.#requests.signal);
        const next = this.#next();
        if (next === null) return;
        await this.#save(pictures, next);
      }
    } catch (thrown) {
      this.#end(thrown);
    }
  }

  #next(): BatchPosition | null {
    const { again, from, total } = this.#parts.part;
    const at = this.#taken;
    const next = again[at] ?? { position: from + at - again.length, name: null };
    if (next.position >= total) return null;
    this.#taken += 1;
    return next;
  }

  async #save(pictures: BatchPictures, at: BatchPosition): Promise<void> {
    let item: ListedItem | null = null;
    try {
      const found = await pictures.find(at);
      const listed = this.#items.begin(at.position, found.label);
      item = listed;
      const bytes = await pictures.save(found, {
        named: (name) => this.#items.named(listed, name),
        received: (received, whole) => this.#items.received(listed, received, whole),
      });
      if (bytes === null) this.#items.skipped(listed);
      else this.#items.done(listed, bytes);
      this.#alike = 0;
    } catch (thrown) {
      // Also what was broken off is listed, to be tried again; its end it has from the job.
      const listed = item ?? this.#items.begin(at.position, at.name ?? String(at.position + 1));
      if (this.#requests.signal.aborted) return;
      const error = toAppError(thrown);
      this.#items.failed(listed, error);
      this.#hasFailed = true;
      this.#judge(thrown, error);
    }
  }

  /** Ends the batch for what the next pictures would fail for as well. */
  #judge(thrown: unknown, error: AppError): void {
    if (ofOnePicture.has(error.code)) return;
    this.#alike += 1;
    if (error.code === 'disk-full' || isCredentialError(error) || this.#alike >= MOST_ALIKE) this.#end(thrown);
  }

  #end(thrown: unknown): void {
    this.#failure ??= thrown instanceof AppFailure ? thrown : new AppFailure(toAppError(thrown), { cause: thrown });
    this.#requests.abort();
  }
}

/** One reason for all, where each picture would only find it out again. Throws `not-writable`. */
async function expectWritable(folder: string): Promise<void> {
  await access(folder, constants.W_OK).catch((thrown: unknown) => {
    throw toWriteFailure(thrown, folder);
  });
}

/** Failures that say nothing of the next picture. */
const ofOnePicture: ReadonlySet<AppError['code']> = new Set([
  'unknown-group',
  'key-vanished',
  'object-changed',
  'archived-object',
  'transfer-damaged',
  'not-an-image',
  'unsupported-image',
  'damaged-image',
  'image-too-large',
  'cannot-encode',
  'host-died',
]);
