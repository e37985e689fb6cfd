import { setImmediate } from 'node:timers/promises';
import { AppFailure, toAppError } from '../../shared/app-error.ts';
import type { Bucket } from '../s3/bucket.ts';
import { DELETE_GRACE_MS } from '../s3/timeouts.ts';
import { delayedSignal } from './abort.ts';
import { deleteGroups, type Leaving, leaving } from './delete-groups.ts';
import { distinct } from './distinct.ts';
import type { JobContext, JobRequest } from './job.ts';
import type { JobCenter } from './job-center.ts';
import type { TransferCatalogue } from './transfer-catalogue.ts';

/** For so long a delete can be undone: nothing of it is sent. */
export const DELETE_UNDO_MS = 10_000;
/** Groups that are looked up, and deleted, together; so many at most of each lane lack only their thumbnail after a crash. */
const GROUPS_AT_ONCE = 500;
/** Requests in flight: a server takes some 100 ms for one of so many keys. */
const LANES = 3;
/** Groups looked up before other work of this process gets its turn. */
const GROUPS_PER_TURN = 100;
/** So many groups that could not be deleted end the job: each is listed with its reason, and the rest would fare no better. */
const MOST_FAILURES = 1_000;

interface DeleteParts {
  connectionId: string;
  jobs: JobCenter;
  bucket: Pick<Bucket, 'deleteKeys'>;
  catalogue: Pick<TransferCatalogue, 'group' | 'hide' | 'removeKeys' | 'reveal' | 'variants'>;
  /** In place of {@link DELETE_UNDO_MS}, for tests. */
  undoMs?: number;
}

/**
 * Hides groups, and deletes them with all their variants once the time to undo has passed; answers the job's id. Where the
 * job is cancelled before that, they are shown again. Of each group the thumbnail goes first, in a round of its own; then
 * the rest, where it is confirmed gone. Only what the server confirmed leaves the catalogue, all else is shown again and
 * can be tried again. After a cancel no further thumbnail goes, and what lost its thumbnail is finished: it could not be
 * whole again. What is gone already is deleted.
 */
export async function startDelete(parts: DeleteParts, groupIds: Uint32Array): Promise<string> {
  const { catalogue, jobs, undoMs: pendingMs = DELETE_UNDO_MS } = parts;
  const ids = await distinct(groupIds);
  const subject = await nameOfOnly(catalogue, ids);
  await catalogue.hide(ids);
  const deletion = new Deletion(parts, ids);
  const jobId = jobs.start({ ...deletion.request(subject), pendingMs });
  void jobs.ended(jobId).then(() => deletion.revealIfUndone());
  return jobId;
}

async function nameOfOnly(catalogue: DeleteParts['catalogue'], ids: Uint32Array): Promise<string | null> {
  const [only] = ids;
  if (ids.length !== 1 || only === undefined) return null;
  return (await unlessGone(catalogue.group(only)))?.name ?? null;
}

/** One job's groups. They may be very many: they are held by number, and looked up when their turn comes. */
class Deletion {
  readonly #parts: DeleteParts;
  readonly #ids: Uint32Array;
  #next = 0;
  #hasBegun = false;
  #done = 0;
  #doneBytes = 0;
  /** Listed in the job. */
  readonly #failed: number[] = [];
  /** Given up because of a cancel. */
  readonly #left: number[] = [];
  /** Groups of which an earlier try, or this one, has taken the thumbnail and no more. */
  readonly #unmarked: Set<number>;

  constructor(parts: DeleteParts, ids: Uint32Array, unmarked: Iterable<number> = []) {
    this.#parts = parts;
    this.#ids = ids;
    this.#unmarked = new Set(unmarked);
  }

  /** Groups are counted; those that could not be deleted are listed. */
  request(subject: string | null): JobRequest {
    return {
      kind: 'delete',
      connectionId: this.#parts.connectionId,
      subject,
      items: [],
      unlisted: this.#ids.length,
      retry: () => this.#again(subject),
      run: (job) => this.#run(job),
    };
  }

  async revealIfUndone(): Promise<void> {
    if (!this.#hasBegun) await this.#parts.catalogue.reveal(this.#ids);
  }

  /** What was not deleted once more; hidden only when it begins, for a job that never does cannot reveal. */
  #again(subject: string | null): JobRequest {
    const ids = Uint32Array.from([...this.#failed, ...this.#left, ...this.#ids.subarray(this.#next)]);
    const deletion = new Deletion(this.#parts, ids, this.#unmarked);
    const run = async (job: JobContext): Promise<void> => {
      await this.#parts.catalogue.hide(ids);
      await deletion.#run(job);
    };
    return { ...deletion.request(subject), run };
  }

  async #run(job: JobContext): Promise<void> {
    this.#hasBegun = true;
    const requests = delayedSignal(job.signal, DELETE_GRACE_MS);
    try {
      const lanes = Array.from({ length: LANES }, () => this.#lane(job, requests.signal));
      const ends = await Promise.allSettled(lanes);
      for (const end of ends) if (end.status === 'rejected') throw end.reason;
      if (this.#left.length > 0 || this.#next < this.#ids.length) job.signal.throwIfAborted();
    } finally {
      requests.unlink();
      await this.#parts.catalogue.reveal(this.#ids.subarray(this.#next));
    }
  }

  async #lane(job: JobContext, signal: AbortSignal): Promise<void> {
    while (this.#next < this.#ids.length && !job.signal.aborted && this.#failed.length < MOST_FAILURES) {
      const ids = this.#ids.subarray(this.#next, this.#next + GROUPS_AT_ONCE);
      this.#next += ids.length;
      const groups = await this.#deleteAndReveal(ids, { cancelled: job.signal, requests: signal });
      for (const group of groups) await this.#settle(group, job);
      this.#tellCounts(job);
    }
  }

  async #deleteAndReveal(
    ids: Uint32Array,
    signals: { cancelled: AbortSignal; requests: AbortSignal },
  ): Promise<Leaving[]> {
    try {
      const groups = await this.#lookUp(ids);
      await deleteGroups(this.#parts, groups, signals);
      return groups;
    } finally {
      // Also what was deleted: a group that others wrote to meanwhile is there still.
      await this.#parts.catalogue.reveal(ids);
    }
  }

  async #lookUp(ids: Uint32Array): Promise<Leaving[]> {
    const groups: Leaving[] = [];
    for (const id of ids) {
      // Answers of a catalogue in this process come without a pause; others want the thread too.
      if (groups.length % GROUPS_PER_TURN === 0) await setImmediate();
      groups.push(leaving(id, (await unlessGone(this.#parts.catalogue.variants(id))) ?? [], this.#unmarked.has(id)));
    }
    return groups;
  }

  async #settle({ groupId, bytes, isUnmarked, end }: Leaving, job: JobContext): Promise<void> {
    if (isUnmarked && end.kind !== 'deleted') this.#unmarked.add(groupId);
    if (end.kind === 'deleted') {
      this.#done += 1;
      this.#doneBytes += bytes;
    } else if (end.kind === 'cancelled') {
      this.#left.push(groupId);
    } else {
      const index = this.#failed.push(groupId) - 1;
      const name = (await unlessGone(this.#parts.catalogue.group(groupId)))?.name ?? '';
      job.addItems([{ name, bytes }]);
      job.update(index, { state: 'failed', error: end.error });
    }
  }

  #tellCounts(job: JobContext): void {
    const unlisted = this.#ids.length - this.#failed.length;
    job.counted(this.#done, { skipped: 0, bytes: this.#doneBytes, unlisted });
  }
}

/** Null for a group that is gone, which is what was asked for. */
async function unlessGone<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (thrown) {
    if (thrown instanceof AppFailure && toAppError(thrown).code === 'unknown-group') return null;
    throw thrown;
  }
}
