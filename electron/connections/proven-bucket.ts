import { AppFailure } from '../../shared/app-error.ts';
import type { Bucket, ListedObject } from '../s3/bucket.ts';

/**
 * Proves by the first page of its list that a bucket is there. That page is not asked for again: the first listing of the
 * bucket that is answered begins with it. Keys that may do other things than list it are enough. Throws what `Bucket.list`
 * throws.
 */
export async function proveBucket(bucket: Bucket, { signal }: { signal: AbortSignal }): Promise<Bucket> {
  const controller = new AbortController();
  const pages = bucket.list({ signal: controller.signal });
  const first = await whileFollowing(signal, controller, () => pages.next()).catch(unlessListIsDenied);
  let begun = first === null || first.done === true ? null : { page: first.value, rest: pages };

  async function* list(options: Parameters<Bucket['list']>[0]): AsyncGenerator<ListedObject[]> {
    const isWhole = options.prefix === undefined && options.startAfter === undefined;
    if (begun === null || !isWhole) return yield* bucket.list(options);
    const { page, rest } = begun;
    begun = null;
    yield page;
    for (let next = await more(); next.done !== true; next = await more()) yield next.value;

    function more() {
      return whileFollowing(options.signal, controller, () => rest.next());
    }
  }
  return { ...bucket, list };
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
