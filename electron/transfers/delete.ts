import { setImmediate } from 'node:timers/promises';
import { type AppError, AppFailure, toAppError } from '../../shared/app-error.ts';
import type { StoredVariant } from '../catalogue/catalogue.ts';
import type { Bucket } from '../s3/bucket.ts';
import { DELETE_GRACE_MS, MAX_KEYS_PER_REQUEST } from '../s3/timeouts.ts';
import { delayedSignal } from './abort.ts';
import type { JobContext } from './job.ts';
import type { JobCenter } from './job-center.ts';
import type { TransferCatalogue } from './transfer-catalogue.ts';

/** Groups looked up before other work of this process gets its turn. */
const GROUPS_PER_TURN = 200;

export interface DeleteParts {
  connectionId: string;
  jobs: JobCenter;
  bucket: Bucket;
  catalogue: TransferCatalogue;
}

/** A group on its way out. */
interface Leaving {
  index: number;
  thumbnails: string[];
  others: string[];
  error: AppError | null;
}

/**
 * Queues the deletion of groups with all their variants and answers the job's id. The thumbnails of all groups go
 * first, in rounds of their own; then the rest of those groups whose thumbnail is confirmed gone. Only what the server
 * confirmed leaves the catalogue. After a cancel no further thumbnail goes, and what lost its thumbnail is finished:
 * it could not be whole again.
 */
export async function startDelete(parts: DeleteParts, groupIds: Uint32Array): Promise<string> {
  const groups: { item: { name: string; bytes: number }; variants: StoredVariant[] }[] = [];
  for (const groupId of new Set(groupIds)) {
    // Answers of a catalogue in this process come without a pause; others want the thread too.
    if (groups.length % GROUPS_PER_TURN === 0) await setImmediate();
    const group = await groupToDelete(parts.catalogue, groupId);
    // Gone meanwhile, which is what was asked for.
    if (group !== null) groups.push(group);
  }
  return parts.jobs.start({
    kind: 'delete',
    connectionId: parts.connectionId,
    subject: groups.length === 1 ? (groups[0]?.item.name ?? null) : null,
    items: groups.map(({ item }) => item),
    run: (job) =>
      deleteAll(
        parts,
        groups.map(({ variants }, index) => leaving(index, variants)),
        job,
      ),
  });
}

async function groupToDelete(catalogue: TransferCatalogue, groupId: number) {
  try {
    const [{ name }, variants] = await Promise.all([catalogue.group(groupId), catalogue.variants(groupId)]);
    return { item: { name, bytes: variants.reduce((sum, { bytes }) => sum + bytes, 0) }, variants };
  } catch (thrown) {
    if (thrown instanceof AppFailure && thrown.error.code === 'unknown-group') return null;
    throw thrown;
  }
}

function leaving(index: number, variants: readonly StoredVariant[]): Leaving {
  const keys = (marker: boolean): string[] =>
    variants.filter(({ size }) => (size === 'thumbnail') === marker).map(({ key }) => key);
  return { index, thumbnails: keys(true), others: keys(false), error: null };
}

async function deleteAll(parts: DeleteParts, groups: readonly Leaving[], job: JobContext): Promise<void> {
  const requests = delayedSignal(job.signal, DELETE_GRACE_MS);
  const marked = groups.filter(({ thumbnails }) => thumbnails.length > 0);
  const unmarked = groups.filter(({ thumbnails }) => thumbnails.length === 0);
  const begun: Leaving[] = [];
  try {
    for (const round of rounds(marked, 'thumbnails')) {
      if (job.signal.aborted) break;
      await deleteRound(parts, round, 'thumbnails', requests.signal);
      for (const group of round) {
        if (group.error !== null) settle(group, job);
        else begun.push(group);
      }
    }
    for (const round of rounds(begun, 'others')) await deleteRest(parts, round, requests.signal, job);
    for (const round of rounds(unmarked, 'others')) {
      if (job.signal.aborted) break;
      await deleteRest(parts, round, requests.signal, job);
    }
  } finally {
    requests.unlink();
  }
}

async function deleteRest(parts: DeleteParts, round: readonly Leaving[], signal: AbortSignal, job: JobContext) {
  for (const { index } of round) job.update(index, { state: 'working' });
  await deleteRound(parts, round, 'others', signal);
  for (const group of round) settle(group, job);
}

/** Groups whose keys fit into one request, after which progress shows and a cancel counts; none is torn over two. */
function* rounds(groups: readonly Leaving[], part: 'thumbnails' | 'others'): Generator<Leaving[]> {
  let round: Leaving[] = [];
  let keys = 0;
  for (const group of groups) {
    if (round.length > 0 && keys + group[part].length > MAX_KEYS_PER_REQUEST) {
      yield round;
      round = [];
      keys = 0;
    }
    round.push(group);
    keys += group[part].length;
  }
  if (round.length > 0) yield round;
}

/** Deletes the keys of one round, tells the catalogue what is confirmed and each group what failed. */
async function deleteRound(
  { bucket, catalogue }: DeleteParts,
  round: readonly Leaving[],
  part: 'thumbnails' | 'others',
  signal: AbortSignal,
): Promise<void> {
  const keys = round.flatMap((group) => group[part]);
  if (keys.length === 0) return;
  try {
    const { deleted, failed } = await bucket.deleteKeys(keys, { signal });
    await catalogue.removeKeys(deleted);
    const errors = new Map(failed.map(({ key, error }) => [key, error]));
    const confirmed = new Set(deleted);
    for (const group of round) {
      const left = group[part].find((key) => !confirmed.has(key));
      if (left !== undefined) group.error = errors.get(left) ?? { code: 'internal', detail: `no answer for ${left}` };
    }
  } catch (thrown) {
    const error = toAppError(thrown);
    for (const group of round) if (group[part].length > 0) group.error = error;
  }
}

function settle({ index, error }: Leaving, job: JobContext): void {
  if (error === null) job.update(index, { state: 'done' });
  else if (error.code === 'cancelled') job.update(index, { state: 'cancelled' });
  else job.update(index, { state: 'failed', error });
}
