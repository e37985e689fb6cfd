import { AppFailure } from '../../shared/app-error.ts';
import type { Bucket, ListedObject } from '../s3/bucket.ts';

/**
 * Proves by the first page of its list that a bucket is there. That page is not asked for again: the first listing of the
 * whole that is answered begins with it. Keys that may do other things than list it are enough. Throws what
 * `Bucket.listAll` throws.
 */
export async function proveBucket(bucket: Bucket, { signal }: { signal: AbortSignal }): Promise<Bucket> {
  const controller = new AbortController();
  /** Set by the listing that goes on with the pages. */
  let onRestart: Parameters<Bucket['listAll']>[0]['onRestart'];
  const pages = bucket.listAll({ signal: controller.signal, onRestart: () => onRestart?.() });
  const first = await whileFollowing(signal, controller, () => pages.next()).catch(unlessListIsDenied);
  let begun = first === null || first.done === true ? null : { page: first.value, rest: pages };

  async function* listAll(options: Parameters<Bucket['listAll']>[0]): AsyncGenerator<ListedObject[]> {
    if (begun === null) return yield* bucket.listAll(options);
    const { page, rest } = begun;
    begun = null;
    onRestart = options.onRestart;
    yield page;
    try {
      for (let next = await more(); next.done !== true; next = await more()) yield next.value;
    } finally {
      // Requests ahead of what was read go on otherwise.
      await rest.return(undefined);
    }

    function more() {
      return whileFollowing(options.signal, controller, () => rest.next());
    }
  }
  // A bucket that was proven stays in its region.
  return { ...bucket, listAll };
}

function unlessListIsDenied(thrown: unknown): null {
  if (thrown instanceof AppFailure && thrown.error.code === 'access-denied') return null;
  throw thrown;
}

/** Does a piece of work that `controller` ends, and lets it end with `signal`. */
async function whileFollowing<T>(signal: AbortSignal, controller: AbortController, work: () => Promise<T>): Promise<T> {
  const end = (): void => controller.abort(signal.reason);
  if (signal.aborted) end();
  signal.addEventListener('abort', end, { once: true });
  try {
    return await work();
  } finally {
    signal.removeEventListener('abort', end);
  }
}
