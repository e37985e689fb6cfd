import { randomUUID } from 'node:crypto';
import { type AppError, toAppError } from '../../shared/app-error.ts';
import {
  isEnded,
  type JobItem,
  type JobKind,
  type JobState,
  type JobSummary,
  type NamesRead,
} from '../../shared/job.ts';

/** What a job's own code sees of it while it runs. */
export interface JobContext {
  readonly jobId: string;
  /** Aborts when the person cancels. */
  readonly signal: AbortSignal;
  /** For a job whose items are only known once it runs; they join those it started with. */
  addItems(items: readonly { name: string; bytes: number }[]): void;
  /** Changes one item; numbers of the job (done, failed, bytes) follow from its items. */
  update(index: number, change: Partial<JobItem>): void;
  /** How many of the items that are only counted are done by now. */
  counted(done: number): void;
  /** Resolves at once while the job runs and, while it is paused, once it is resumed; rejects where it is cancelled meanwhile. Awaited before every item and part. */
  unlessPaused(): Promise<void>;
  /** Where a save went. */
  savedTo(path: string): void;
  /** What a reading of names has brought so far. */
  brought(names: NamesRead): void;
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
  items: readonly { name: string; bytes: number }[];
  /** Items beside these, so many and so quick that they are counted and not listed; 0 where absent. */
  unlisted?: number;
  /** Where present the job is pending for so long before it is queued, and a cancel then leaves nothing to take back. */
  pendingMs?: number;
  /** The job's code awaits `unlessPaused`. */
  canPause?: boolean;
  /** The request for the items at these indices once more, after they failed or were cancelled. */
  retry?(indices: readonly number[]): JobRequest | Promise<JobRequest>;
  /** Rejects where the job as a whole failed; a single item's failure is an `update` and does not end the job. */
  run(context: JobContext): Promise<void>;
}

const isSettled = (item: JobItem): boolean =>
  item.state === 'done' || item.state === 'failed' || item.state === 'cancelled';

/** One job: its items, the sums over them, and how it ends. Knows nothing of other jobs. */
export class Job {
  readonly id = randomUUID();
  readonly #request: JobRequest;
  readonly #changed: () => void;
  readonly #controller = new AbortController();
  readonly #items: JobItem[] = [];
  /** Resolves with the last summary, however the job ended. */
  readonly ended: Promise<JobSummary>;
  #announceEnd: (summary: JobSummary) => void = () => undefined;
  #state: JobState = 'queued';
  #error: AppError | null = null;
  #savedPath: string | null = null;
  #names: NamesRead | null = null;
  #counted = 0;
  #startedAt: number | null = null;
  #endedAt: number | null = null;
  #done = 0;
  #failed = 0;
  #bytesDone = 0;
  #bytesTotal = 0;

  constructor(request: JobRequest, changed: () => void) {
    this.#request = request;
    this.#changed = changed;
    this.ended = new Promise((resolve) => {
      this.#announceEnd = resolve;
    });
    this.#add(request.items);
  }

  get connectionId(): string {
    return this.#request.connectionId;
  }

  get isEnded(): boolean {
    return isEnded(this.#state);
  }

  items(from: number, count: number): JobItem[] {
    return this.#items.slice(from, from + count).map((item) => ({ ...item }));
  }

  summary(): JobSummary {
    return {
      id: this.id,
      kind: this.#request.kind,
      connectionId: this.#request.connectionId,
      state: this.#state,
      subject: this.#request.subject,
      itemsDone: this.#done + this.#counted,
      itemsFailed: this.#failed,
      itemsTotal: this.#items.length + (this.#request.unlisted ?? 0),
      bytesDone: Math.round(this.#bytesDone),
      bytesTotal: this.#bytesTotal,
      startedAt: this.#startedAt,
      endedAt: this.#endedAt,
      error: this.#error,
      savedPath: this.#savedPath,
      names: this.#names,
    };
  }

  /** A job that waits ends here and now; one that runs ends as soon as its own code has cleaned up. */
  cancel(): void {
    if (this.isEnded) return;
    this.#controller.abort();
    if (this.#state === 'queued') this.#end('cancelled', null);
  }

  /** Runs the job to its end; never rejects. Does nothing where it was cancelled while it waited. */
  async run(): Promise<void> {
    if (this.isEnded) return;
    this.#state = 'running';
    this.#startedAt = Date.now();
    this.#changed();
    try {
      await this.#request.run(this.#context());
      this.#endByItems();
    } catch (thrown) {
      if (this.#controller.signal.aborted) this.#end('cancelled', null);
      else this.#end('failed', toAppError(thrown));
    }
  }

  #context(): JobContext {
    return {
      jobId: this.id,
      signal: this.#controller.signal,
      addItems: (items) => {
        this.#add(items);
        this.#changed();
      },
      update: (index, change) => this.#update(index, change),
      counted: (done) => {
        this.#counted = done;
        this.#changed();
      },
      savedTo: (path) => {
        this.#savedPath = path;
      },
      brought: (names) => {
        this.#names = names;
        this.#changed();
      },
    };
  }

  #add(items: JobRequest['items']): void {
    for (const { name, bytes } of items) {
      this.#items.push({ name, state: 'waiting', progress: 0, bytes, error: null });
      this.#bytesTotal += bytes;
    }
  }

  #update(index: number, change: Partial<JobItem>): void {
    const item = this.#items[index];
    if (item === undefined) throw new Error(`expected an index below ${this.#items.length} but received ${index}`);
    this.#count(item, -1);
    Object.assign(item, change);
    if (item.state === 'done') item.progress = 1;
    this.#count(item, 1);
    this.#changed();
  }

  /** Takes an item out of the sums or into them, so that ten thousand items never have to be added up again. */
  #count(item: JobItem, sign: 1 | -1): void {
    this.#bytesDone += sign * item.progress * item.bytes;
    this.#bytesTotal += sign < 0 ? -item.bytes : item.bytes;
    if (item.state === 'done') this.#done += sign;
    if (item.state === 'failed') this.#failed += sign;
  }

  #endByItems(): void {
    const unfinished = this.#items.some((item) => !isSettled(item) || item.state === 'cancelled');
    if (unfinished && this.#controller.signal.aborted) {
      this.#end('cancelled', null);
    } else if (this.#failed > 0) {
      // Where there is one item only, its reason is the job's.
      this.#end('failed', this.#items.length === 1 ? (this.#items[0]?.error ?? null) : null);
    } else {
      this.#end('succeeded', null);
    }
  }

  #end(state: JobState, error: AppError | null): void {
    this.#items.forEach((item, index) => {
      if (isSettled(item) || state === 'succeeded') return;
      this.#update(index, state === 'cancelled' ? { state } : { state: 'failed', error });
    });
    this.#state = state;
    this.#error = error;
    this.#endedAt = Date.now();
    this.#changed();
    this.#announceEnd(this.summary());
  }
}
