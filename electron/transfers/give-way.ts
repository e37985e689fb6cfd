import type { Bucket } from '../s3/bucket.ts';
import { orAbort } from '../s3/or-abort.ts';

/** What shows pictures asks of a bucket. */
type PictureBucket = Pick<Bucket, 'name' | 'endpoint' | 'get' | 'getBytes' | 'getFile' | 'head'>;

/** Lets work of the background wait until nobody waits for a picture. */
export interface GiveWay {
  /** The bucket for what a person looks at: its requests go ahead. */
  readonly pictures: PictureBucket;
  /** Resolves as soon as none of those is under way; rejects when `signal` aborts. */
  clear(signal: AbortSignal): Promise<void>;
}

export function createGiveWay(bucket: PictureBucket): GiveWay {
  let underWay = 0;
  let waiting: (() => void)[] = [];
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
  return {
    pictures: {
      name: bucket.name,
      endpoint: bucket.endpoint,
      get: (key, options) => ahead(() => bucket.get(key, options)),
      getBytes: (key, options) => ahead(() => bucket.getBytes(key, options)),
      getFile: (key, path, options) => ahead(() => bucket.getFile(key, path, options)),
      head: (key, options) => ahead(() => bucket.head(key, options)),
    },
    async clear(signal) {
      signal.throwIfAborted();
      while (underWay > 0) await orAbort(new Promise<void>((resolve) => waiting.push(resolve)), signal);
    },
  };
}
