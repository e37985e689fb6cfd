import { randomUUID } from 'node:crypto';
import { type AppError, AppFailure, toAppError } from '../../shared/app-error.ts';
import {
  isEnded,
  type JobItem,
  type JobKind,
  type JobState,
  type JobSummary,
  type NamesRead,
  type UploadAlbums,
} from '../../shared/job.ts';
import { JobItems } from './job-items.ts';
import { createPauseGate, type PauseGate } from './pause-gate.ts';

/** What a job's own code sees of it while it runs. */
export interface JobContext {
  readonly jobId: string;
  /** Aborts when the person cancels. */
  readonly signal: AbortSignal;
  /** For a job whose items are only known once it runs; they join those it started with. */
  addItems(items: readonly { name: string; bytes: number }[]): void;
  /** Changes one item; numbers of the job (done, failed, bytes) follow from its items. */
  update(index: number, change: Partial<JobItem>): void;
  /** How many of the items that are only counted are done by now, and what else is to be said of them. */
  counted(done: number, rest?: CountedRest): void;
  /** Resolves at once while the job runs and, while it is paused, once it is resumed; rejects where it is cancelled meanwhile. Awaited before every item and part. */
  unlessPaused(): Promise<void>;
  /** Where a save went. */
  savedTo(path: string): void;
  /** What a reading of names has brought so far. */
  brought(names: NamesRead): void;
}

/** Of a job whose items are listed and counted by turns: what the counted ones add to the sums over the listed. */
interface CountedRest {
  skipped: number;
  bytes: number;
  /** In place of the request's. */
  unlisted: number;
}

/**
 * Why a job's signal aborts where not the person cancelled it but the run (or its connection) ends: what is journalled
 * is left as it is, to be taken up again.
 */
export const SUSPENDED = 'suspended';

export interface JobRequest {
  kind: JobKind;
  connectionId: string;
  /** See {@link JobSummary.subject}. */
  subject: string | null;
  /** See {@link JobSummary.albums}. */
  albums?: UploadAlbums;
  items: readonly { name: string; bytes: number }[];
  /** Items beside these, so many and so quick that they are counted and not listed; 0 where absent. */
  unlisted?: number;
  /** Where present the job is pending for so long before it is queued, and a cancel then leaves nothing to take back. */
  pendingMs?: number;
  /** The job's code awaits `unlessPaused`. */
  canPause?: boolean;
  /** The request for the items at these indices once more, after they failed or were cancelled. */
  retry?(indices: readonly number[]): JobRequest | Promise<JobRequest>;
  /** Told where the job ends before its code began; one that is suspended is to be taken up again. */
  unbegun?(why: 'cancelled' | 'suspended'): void;
  /** Rejects where the job as a whole failed; a single item's failure is an `update` and does not end the job. */
  run(context: JobContext): Promise<void>;
}

/** How a job's surroundings learn of it. */
interface JobWatcher {
  /** Anything about the job changed. */
  changed(): void;
  /** The job came into its line, or out of it: another may have its turn. */
  turned(): void;
}

/** One job: its items, the sums over them, and how it ends. Knows nothing of other jobs. */
export class Job {
  readonly id = randomUUID();
  readonly #request: JobRequest;
  readonly #watcher: JobWatcher;
  readonly #controller = new AbortController();
  readonly #items = new JobItems();
  /** Resolves with the last summary, however the job ended. */
  readonly ended: Promise<JobSummary>;
  #announceEnd: (summary: JobSummary) => void = () => undefined;
  #state: JobState = 'queued';
  #pending: { until: number; timer: NodeJS.Timeout } | null = null;
  /** Null while the job's own code may go on. */
  #gate: PauseGate | null = null;
  #wasUndone = false;
  /** Its connection closed: there is nothing to try again through. */
  #isCutOff = false;
  #error: AppError | null = null;
  #savedPath: string | null = null;
  #names: NamesRead | null = null;
  #counted: CountedRest & { done: number };
  #startedAt: number | null = null;
  #endedAt: number | null = null;

  constructor(request: JobRequest, watcher: JobWatcher) {
    this.#request = request;
    this.#watcher = watcher;
    this.ended = new Promise((resolve) => {
      this.#announceEnd = resolve;
    });
    this.#items.add(request.items);
    this.#counted = { done: 0, skipped: 0, bytes: 0, unlisted: request.unlisted ?? 0 };
    if (request.pendingMs !== undefined) this.#waitForUndo(request.pendingMs);
  }

  get connectionId(): string {
    return this.#request.connectionId;
  }

  get kind(): JobKind {
    return this.#request.kind;
  }

  get state(): JobState {
    return this.#state;
  }

  get isEnded(): boolean {
    return isEnded(this.#state);
  }

  items(from: number, count: number): JobItem[] {
    return this.#items.slice(from, count);
  }

  summary(): JobSummary {
    return {
      id: this.id,
      kind: this.#request.kind,
      connectionId: this.#request.connectionId,
      state: this.#state,
      subject: this.#request.subject,
      albums: this.#request.albums ?? null,
      itemsDone: this.#items.in('done') + this.#counted.done,
      itemsFailed: this.#items.in('failed'),
      itemsSkipped: this.#items.in('skipped') + this.#counted.skipped,
      itemsTotal: this.#items.length + this.#counted.unlisted,
      bytesDone: this.#items.bytesDone + this.#counted.bytes,
      // What is not listed yet has bytes that nobody knows.
      bytesTotal: (this.#request.unlisted ?? 0) > 0 ? 0 : this.#items.bytesTotal,
      pendingUntil: this.#pending?.until ?? null,
      canPause: this.#canPause(),
      canRetry: this.#isLeft() && !this.#isCutOff,
      retryLost: this.#isLeft() && this.#isCutOff ? 'bucket-closed' : null,
      startedAt: this.#startedAt,
      endedAt: this.#endedAt,
      error: this.#error,
      firstFailure: this.#items.firstFailure,
      savedPath: this.#savedPath,
      names: this.#names,
    };
  }

  /** A job that waits ends here and now; one that has begun ends as soon as its own code has cleaned up. */
  cancel(): void {
    this.#abort(undefined);
  }

  /** The same because the run or the connection ends. */
  suspend(): void {
    this.#abort(SUSPENDED);
  }

  /** Its connection closes: suspended where it goes on, and never tried again. */
  cutOff(): void {
    this.#isCutOff = true;
    this.suspend();
  }

  /** The job leaves its line until it is resumed. */
  pause(): void {
    if (!this.#canPause() || this.#controller.signal.aborted) return;
    this.#gate ??= createPauseGate(this.#controller.signal);
    this.#enter('paused');
  }

  /** The job stands in its line again; it goes on when its turn comes. */
  resume(): void {
    if (this.#state === 'paused') this.#enter('queued');
  }

  /** The job's turn has come: begins it, or lets it go on after a pause. */
  go(): void {
    if (this.#state !== 'queued') return;
    this.#state = 'running';
    this.#gate?.open();
    this.#gate = null;
    this.#watcher.changed();
    if (this.#startedAt !== null) return;
    this.#startedAt = Date.now();
    void this.#run();
  }

  /** What failed or was cancelled once more. Throws `unknown-job` where nothing can be tried again. */
  async retry(): Promise<JobRequest> {
    if (this.#request.retry === undefined || this.#isCutOff || !this.#isLeft())
      throw new AppFailure({ code: 'unknown-job' });
    return this.#request.retry(this.#items.left());
  }

  #waitForUndo(pendingMs: number): void {
    this.#state = 'pending';
    const timer = setTimeout(() => {
      this.#pending = null;
      this.#enter('queued');
    }, pendingMs);
    this.#pending = { until: Date.now() + pendingMs, timer };
  }

  #canPause(): boolean {
    const isAlive = this.#state === 'queued' || this.#state === 'running' || this.#state === 'paused';
    return isAlive && this.#request.canPause === true;
  }

  /** Whether there is something to try again. What was undone before it began is not: the person took it back. */
  #isLeft(): boolean {
    if (this.#request.retry === undefined || this.#wasUndone || !this.isEnded) return false;
    if (this.#items.length === 0) return this.#state !== 'succeeded';
    return this.#items.in('failed') + this.#items.in('cancelled') > 0;
  }

  #abort(reason: string | undefined): void {
    if (this.isEnded) return;
    this.#controller.abort(reason);
    if (this.#startedAt !== null) return;
    this.#request.unbegun?.(reason === SUSPENDED ? 'suspended' : 'cancelled');
    if (this.#pending !== null) {
      clearTimeout(this.#pending.timer);
      this.#pending = null;
      this.#wasUndone = true;
    }
    this.#end('cancelled', null);
  }

  #enter(state: 'queued' | 'paused'): void {
    this.#state = state;
    this.#watcher.changed();
    this.#watcher.turned();
  }

  /** Runs the job to its end; never rejects. */
  async #run(): Promise<void> {
    try {
      await this.#request.run(this.#context());
      this.#endByItems();
    } catch (thrown) {
      if (this.#controller.signal.aborted) this.#end('cancelled', null);
      else this.#end('failed', toAppError(thrown));
    }
  }

  #context(): JobContext {
    const { signal } = this.#controller;
    return {
      jobId: this.id,
      signal,
      addItems: (items) => this.#note(() => this.#items.add(items)),
      update: (index, change) => this.#note(() => this.#items.update(index, change)),
      counted: (done, rest) =>
        this.#note(() => {
          this.#counted = { ...this.#counted, ...rest, done };
        }),
      unlessPaused: async () => {
        signal.throwIfAborted();
        // One pause may follow another before this one has noticed.
        while (this.#gate !== null) await this.#gate.passed;
      },
      savedTo: (path) => {
        this.#savedPath = path;
      },
      brought: (names) =>
        this.#note(() => {
          this.#names = names;
        }),
    };
  }

  /** What a straggler of the job's code reports after its end changes nothing more. */
  #note(change: () => void): void {
    if (this.isEnded) return;
    change();
    this.#watcher.changed();
  }

  #endByItems(): void {
    if (this.#controller.signal.aborted && this.#items.areUnfinished) this.#end('cancelled', null);
    // Where there is one item only, its reason is the job's.
    else if (this.#items.in('failed') > 0) this.#end('failed', this.#items.onlyError);
    else this.#end('succeeded', null);
  }

  #end(state: 'succeeded' | 'failed' | 'cancelled', error: AppError | null): void {
    if (state !== 'succeeded') this.#items.settle(state, state === 'failed' ? error : null);
    this.#state = state;
    this.#error = error;
    this.#endedAt = Date.now();
    this.#watcher.changed();
    this.#announceEnd(this.summary());
    this.#watcher.turned();
  }
}
