import type { ListedObject } from '../../electron/s3/bucket.ts';
import { compareKeys } from '../../electron/s3/key-order.ts';
import type { PageSource } from '../../electron/s3/parallel-listing.ts';

export interface ScriptedLists {
  keys: readonly string[];
  /** Keys of one page. */
  pageSize: number;
  prefix?: string;
  /** What the server sorts by; the bytes of the keys where absent. */
  compare?: (a: string, b: string) => number;
  /** Numbers from 0 to 1 that decide what comes next; where there are none replies come in the order of requests. */
  random?: () => number;
  /** The share of requests that is throttled once. */
  throttled?: number;
  ignoresStart?: boolean;
  namesTokens?: boolean;
}

/** A server of lists in memory, whose replies come in whatever order the random numbers say. */
export interface ScriptedServer {
  source: PageSource;
  /** Asked for so far. */
  requests(): number;
  /** Most requests that waited at a time. */
  mostAtOnce(): number;
  /** What the source was told of `start-after`. */
  startAfter(): boolean | undefined;
}

const toObject = (key: string): ListedObject => ({ key, bytes: key.length, modified: 0, etag: key });

export function scriptLists(script: ScriptedLists): ScriptedServer {
  const { pageSize, prefix = '', compare = compareKeys, random = () => 0, throttled = 0 } = script;
  const sorted = script.keys.filter((key) => key.startsWith(prefix)).sort(compare);
  const waiting: (() => void)[] = [];
  let requests = 0;
  let mostAtOnce = 0;
  let startAfter: boolean | undefined;

  const answerOne = (): void => {
    const [answer] = waiting.splice(Math.floor(random() * waiting.length), 1);
    answer?.();
    if (waiting.length > 0) setImmediate(answerOne);
  };
  const turn = (): Promise<void> =>
    new Promise((resolve) => {
      waiting.push(resolve);
      mostAtOnce = Math.max(mostAtOnce, waiting.length);
      if (waiting.length === 1) setImmediate(answerOne);
    });
  const pageAt = (start: number) => {
    const objects = sorted.slice(start, start + pageSize).map(toObject);
    const isTruncated = start + pageSize < sorted.length;
    const nextToken = isTruncated && script.namesTokens !== false ? `${start + pageSize}` : undefined;
    const rest = { isTruncated, nextToken, keyCount: objects.length, encodingType: undefined };
    return { name: 'scripted', objects, isInOrder: false, ...rest };
  };
  return {
    requests: () => requests,
    mostAtOnce: () => mostAtOnce,
    startAfter: () => startAfter,
    source: {
      prefix,
      async page({ startAfter: after, token }, { signal, onThrottled }) {
        requests++;
        await turn();
        if (throttled > 0 && random() < throttled) {
          onThrottled();
          await turn();
        }
        signal.throwIfAborted();
        if (token !== undefined) return pageAt(Number(token));
        if (after === undefined || script.ignoresStart === true) return pageAt(0);
        return pageAt(firstIndex(sorted, (key) => compare(key, after) > 0));
      },
      async *inOneStream() {
        for (let start = 0; start === 0 || start < sorted.length; start += pageSize) {
          requests++;
          yield pageAt(start).objects;
        }
      },
      onStartAfter: (works) => {
        startAfter = works;
      },
      stuck: () => new Error('a list that does not advance'),
    },
  };
}

/** Of the first that is so, where all after it are; how many there are where none is. */
function firstIndex(values: readonly string[], isSo: (value: string) => boolean): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isSo(values[middle] ?? '')) high = middle;
    else low = middle + 1;
  }
  return low;
}
