import PQueue from 'p-queue';
import { type AppError, AppFailure, toAppError } from '../../shared/app-error.ts';
import { parseKey, stemOf } from '../../shared/object-key.ts';
import type { Bucket, DeletedObject } from '../s3/bucket.ts';
import { DELETE_GRACE_MS } from '../s3/timeouts.ts';
import { delayedSignal } from './abort.ts';
import { baseOfStem, type DeletedObjectsOfGroup, deletedGroup, isThumbnail } from './deleted-groups.ts';
import type { JobContext, JobRequest } from './job.ts';
import type { JobCenter } from './job-center.ts';
import type { TransferCatalogue } from './transfer-catalogue.ts';

/** Groups brought back together: their markers fit into two requests. */
const GROUPS_AT_ONCE = 100;
/** Each group's versions are looked up by a request of its own. */
const LOOK_UPS = 8;

interface RestoreParts {
  connectionId: string;
  jobs: JobCenter;
  bucket: Pick<Bucket, 'head' | 'list' | 'listDeleted' | 'prefix' | 'restoreKeys'>;
  catalogue: Pick<TransferCatalogue, 'addObjects' | 'groupOfKey' | 'learn'>;
  /** A group's name became known again. */
  onLearnt?: (groupId: number) => void;
}

/**
 * Brings deleted groups back by removing the markers of their objects, thumbnails last; answers the job's id. What is back
 * is told to the catalogue, also what was back already: the reply to an earlier try may have been lost. A group of which
 * nothing can be brought back fails as `key-vanished`.
 */
export function startRestore(parts: RestoreParts, stems: readonly string[]): string {
  return parts.jobs.start(restoreRequest(parts, [...new Set(stems)], false));
}

function restoreRequest(parts: RestoreParts, stems: readonly string[], isAgain: boolean): JobRequest {
  const names = stems.map((stem) => baseOfStem({ stem, album: stem.slice(0, stem.lastIndexOf('/') + 1) }));
  return {
    kind: 'restore',
    connectionId: parts.connectionId,
    subject: names.length === 1 ? (names[0] ?? null) : null,
    items: names.map((name) => ({ name, bytes: 0 })),
    retry: (indices) =>
      restoreRequest(
        parts,
        indices.flatMap((index) => stems[index] ?? []),
        true,
      ),
    run: (job) => restoreAll(parts, { stems, isAgain }, job),
  };
}

interface Restoring {
  stems: readonly string[];
  /** An earlier try may have brought some of it back. */
  isAgain: boolean;
}

/** A group on its way back. */
interface Returning {
  index: number;
  found: DeletedObjectsOfGroup;
  error: AppError | null;
}

async function restoreAll(parts: RestoreParts, { stems, isAgain }: Restoring, job: JobContext): Promise<void> {
  const requests = delayedSignal(job.signal, DELETE_GRACE_MS);
  try {
    for (let from = 0; from < stems.length; from += GROUPS_AT_ONCE) {
      job.signal.throwIfAborted();
      const some = { stems: stems.slice(from, from + GROUPS_AT_ONCE), isAgain };
      const groups = await lookUp(parts, some, from, job);
      await restoreRound(parts, groups, false, requests.signal);
      // Also after a cancel: without it they would be incomplete.
      await restoreRound(parts, groups, true, requests.signal);
      for (const { index, error } of groups) {
        if (error === null) job.update(index, { state: 'done' });
        else job.update(index, error.code === 'cancelled' ? { state: 'cancelled' } : { state: 'failed', error });
      }
    }
  } finally {
    requests.unlink();
  }
}

async function lookUp(
  parts: RestoreParts,
  { stems, isAgain }: Restoring,
  first: number,
  job: JobContext,
): Promise<Returning[]> {
  const queue = new PQueue({ concurrency: LOOK_UPS });
  const groups: Returning[] = [];
  const look = async (stem: string, index: number): Promise<void> => {
    job.signal.throwIfAborted();
    job.update(index, { state: 'working' });
    try {
      const found = await deletedGroup(parts.bucket, stem, job);
      const isBack = (found === null || isAgain) && (await findBack(parts, stem, job.signal, found !== null));
      if (found !== null) groups.push({ index, found, error: null });
      else if (isBack) job.update(index, { state: 'done' });
      else throw new AppFailure({ code: 'key-vanished', key: stem });
    } catch (thrown) {
      job.signal.throwIfAborted();
      job.update(index, { state: 'failed', error: toAppError(thrown) });
    }
  };
  await queue.addAll(stems.map((stem, index) => () => look(stem, first + index)));
  return groups;
}

/**
 * Tells the catalogue what is there of a group. Answers whether anything is. Where the rest of it comes back all the same
 * (`isAside`), keys that may not list are no failure.
 */
async function findBack(parts: RestoreParts, stem: string, signal: AbortSignal, isAside: boolean): Promise<boolean> {
  if (!stem.startsWith(parts.bucket.prefix)) return false;
  let isBack = false;
  try {
    for await (const page of parts.bucket.list({ signal, prefix: stem })) {
      const own = page.filter(({ key }) => stemOf(key) === stem);
      if (own.length === 0) continue;
      isBack = true;
      await parts.catalogue.addObjects(own);
      const thumbnails = own.filter(({ key }) => isThumbnail(parseKey(key)));
      await learnNames(parts, thumbnails, signal);
    }
  } catch (thrown) {
    if (!isAside || toAppError(thrown).code !== 'access-denied') throw thrown;
  }
  return isBack;
}

/** One round: thumbnails, or everything else. A group that failed in an earlier one is left out. */
async function restoreRound(
  parts: RestoreParts,
  groups: readonly Returning[],
  thumbnails: boolean,
  signal: AbortSignal,
): Promise<void> {
  const { bucket, catalogue } = parts;
  const isOfRound = ({ key }: DeletedObject): boolean => isThumbnail(parseKey(key)) === thumbnails;
  const wanted = groups.filter(({ error }) => error === null).flatMap(({ found }) => found.objects.filter(isOfRound));
  if (wanted.length === 0) return;
  const errors = new Map<string, AppError>();
  try {
    const { deleted, failed } = await bucket.restoreKeys(wanted, { signal });
    const back = new Set(deleted);
    for (const { key } of wanted)
      if (!back.has(key)) errors.set(key, { code: 'internal', detail: `no answer for ${key}` });
    for (const { key, error } of failed) errors.set(key, error);
    const restored = wanted.filter(({ key }) => back.has(key));
    await catalogue.addObjects(restored.map(({ key, bytes, modified, etag }) => ({ key, bytes, modified, etag })));
    if (thumbnails) await learnNames(parts, restored, signal);
  } catch (thrown) {
    for (const { key } of wanted) errors.set(key, toAppError(thrown));
  }
  for (const group of groups) {
    const failed = group.found.objects.find(({ key }) => errors.has(key));
    if (failed !== undefined) group.error ??= errors.get(failed.key) ?? null;
  }
}

/** What was forgotten when they vanished: the window may have their pictures still, and does not ask for them again. */
async function learnNames(
  { bucket, catalogue, onLearnt }: RestoreParts,
  thumbnails: readonly Pick<DeletedObject, 'key'>[],
  signal: AbortSignal,
): Promise<void> {
  const learn = async ({ key }: Pick<DeletedObject, 'key'>): Promise<void> => {
    const head = await bucket.head(key, { signal }).catch(() => null);
    const groupId = await catalogue.groupOfKey(key);
    // One that could not be read goes by its key until its thumbnail is fetched.
    if (head === null || groupId === null) return;
    if (await catalogue.learn(groupId, head.metadata)) onLearnt?.(groupId);
  };
  await new PQueue({ concurrency: LOOK_UPS }).addAll(thumbnails.map((thumbnail) => () => learn(thumbnail)));
}
