import type { Pipeline } from '../pipeline/pipeline.ts';
import type { Bucket } from '../s3/bucket.ts';
import { orAbort } from '../s3/or-abort.ts';
import { linkedSignal } from './abort.ts';

/** While pictures are wanted without end, one piece of the work that a person waits for too goes on this often. */
const STEP_MS = 200;

/** What shows pictures asks of a bucket. */
type PictureBucket = Pick<Bucket, 'name' | 'endpoint' | 'get' | 'getBytes' | 'getFile' | 'head'>;

/** What shows pictures asks of the image host. */
type PicturePipeline = Pick<Pipeline, 'convert' | 'inspect' | 'thumbnail' | 'embeddedThumbnail'>;

/** Lets work of the background wait until nobody waits for a picture. */
export interface GiveWay {
  /** The bucket for what a person looks at: its requests go ahead. */
  readonly pictures: PictureBucket;
  /** The image host for what a person looks at, which goes ahead too. */
  host(pipeline: PicturePipeline): PicturePipeline;
  /** Resolves as soon as none of those is under way; rejects when `signal` aborts. */
  clear(signal: AbortSignal): Promise<void>;
  /**
   * The same for work that a person waits for too: where there is always something under way, it resolves for one after
   * the other of those who wait, so that they come to an end nevertheless.
   */
  step(signal: AbortSignal): Promise<void>;
}

/** `stepMs` is for tests. */
export function createGiveWay(bucket: PictureBucket, { stepMs = STEP_MS } = {}): GiveWay {
  let underWay = 0;
  let waiting: (() => void)[] = [];
  /** Those who step do so one after the other. */
  let steps: Promise<unknown> = Promise.resolve();
  const leave = (): void => {
    underWay -= 1;
    if (underWay > 0) return;
    const freed = waiting;
    waiting = [];
    for (const go of freed) go();
  };
  const ahead = async <T>(send: () => Promise<T>): Promise<T> => {
    underWay += 1;
    try {
      return await send();
    } finally {
      leave();
    }
  };
  const clear = async (signal: AbortSignal): Promise<void> => {
    signal.throwIfAborted();
    while (underWay > 0) await orAbort(new Promise<void>((resolve) => waiting.push(resolve)), signal);
  };
  const clearOrLate = async (signal: AbortSignal): Promise<void> => {
    if (underWay === 0) return;
    const patience = linkedSignal(signal);
    const timer = setTimeout(patience.abort, stepMs);
    try {
      await clear(patience.signal);
    } catch {
      signal.throwIfAborted();
    } finally {
      clearTimeout(timer);
      patience.unlink();
    }
  };
  return {
    pictures: {
      name: bucket.name,
      endpoint: bucket.endpoint,
      get: (key, options) => ahead(() => bucket.get(key, options)),
      getBytes: (key, options) => ahead(() => bucket.getBytes(key, options)),
      getFile: (key, path, options) => ahead(() => bucket.getFile(key, path, options)),
      head: (key, options) => ahead(() => bucket.head(key, options)),
    },
    host: (pipeline) => ({
      convert: (request, options) => ahead(() => pipeline.convert(request, options)),
      inspect: (path, options) => ahead(() => pipeline.inspect(path, options)),
      thumbnail: (path, options) => ahead(() => pipeline.thumbnail(path, options)),
      embeddedThumbnail: (path, options) => ahead(() => pipeline.embeddedThumbnail(path, options)),
    }),
    clear,
    step(signal) {
      const before = steps;
      const mine = orAbort(before, signal).then(() => clearOrLate(signal));
      // Nothing of the steps before it: a batch takes one for each of a million pictures.
      steps = Promise.allSettled([before, mine]).then(() => undefined);
      return mine;
    },
  };
}
