import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareKeys } from '../../../electron/s3/key-order.ts';
import { listInParallel } from '../../../electron/s3/parallel-listing.ts';
import { type ScriptedLists, scriptLists } from '../../support/scripted-lists.ts';

const { signal } = new AbortController();

/** The keys of a whole listing, in the order in which they came, and how it went. */
async function listed(script: ScriptedLists) {
  const server = scriptLists(script);
  const keys: string[] = [];
  let restarts = 0;
  // A clock that gives every reply a latency, so that many streams are worth it.
  let time = 0;
  const onRestart = (): void => {
    restarts++;
    keys.length = 0;
  };
  for await (const page of listInParallel(server.source, { signal, onRestart, now: () => (time += 50) }))
    keys.push(...page.map(({ key }) => key));
  return { keys, restarts, server };
}

/** Of a listing in one stream that is 1; the most where albums are smaller than a page and a look at each finds one more. */
const MOST_REQUESTS_A_PAGE = 1.5;
const PAGE_SIZE = 100;
const pagesOf = (keys: readonly string[]): number => keys.length / PAGE_SIZE;

const uuid = (n: number): string => createHash('md5').update(`${n}`).digest('hex');
const many = (count: number, key: (n: number) => string): string[] => Array.from({ length: count }, (_, n) => key(n));
const sorted = (keys: Iterable<string>): string[] => [...keys].sort(compareKeys);

const buckets: readonly (readonly [string, string[]])[] = [
  ['uuids in one album', many(40_000, (n) => `post/${uuid(n)}_512.webp`)],
  [
    'an album with nine tenths of it',
    many(40_000, (n) => `${n % 10 === 0 ? `avatar/${n % 70}` : 'photos/post'}/${uuid(n)}_512.webp`),
  ],
  ['names that rise with time', many(40_000, (n) => `camera/IMG_${20_240_101_000_000 + n * 37}.jpg`)],
  ['a long common beginning', many(40_000, (n) => `a/very/long/way/down/to/the/pictures/of/2024/${uuid(n)}.jpg`)],
  [
    'names that begin alike for long',
    many(40_000, (n) => `${'screenshot of the window '.repeat(4)}${n}/${uuid(n)}.jpg`),
  ],
  ['a dozen folders deep', many(40_000, (n) => `a/b/c/d/e/f/g/h/i/j/k/l/m/${'o/'.repeat(9)}${uuid(n)}.jpg`)],
  [
    'few names beside many that begin alike for long',
    many(40_000, (n) => (n % 400 === 0 ? `z${n}.jpg` : `${'holiday-'.repeat(12)}${1e6 + n}.jpg`)),
  ],
  ['thousands of small albums', many(40_000, (n) => `album-${n >> 4}/${uuid(n)}.jpg`)],
  ['Korean names', many(40_000, (n) => `사진/${String.fromCodePoint(0xac00 + ((n * 7919) % 11_172))}${n}.jpg`)],
  [
    'characters beyond U+FFFF',
    many(40_000, (n) => `${String.fromCodePoint(0xf000 + (n % 2) * 0x1_0600 + (n % 50))}${n}`),
  ],
];

describe('listing in parallel', () => {
  it.each(buckets)('gives every key once, by many requests at a time: %s', async (_, keys) => {
    const { keys: found, restarts, server } = await listed({ keys, pageSize: PAGE_SIZE });
    expect(sorted(found)).toEqual(sorted(keys));
    expect(restarts).toBe(0);
    expect(server.startAfter()).toBe(true);
    expect(server.mostAtOnce()).toBeGreaterThan(8);
    expect(server.requests()).toBeLessThan(pagesOf(keys) * MOST_REQUESTS_A_PAGE);
  });

  it('gives every key once, whatever the keys, the pages, the order of replies and the throttling', async () => {
    const character = fc.oneof(
      fc.constantFrom('a', 'b', '/', '0', '1', '가', '힣', '\uffee', '\ue000', '😀', '\u{10ffff}', ' ', '\u0001'),
      fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
    );
    const key = fc
      .array(character, { minLength: 1, maxLength: 6 })
      // Lone halves of characters cannot come out of UTF-8.
      .map((characters) => Buffer.from(characters.join('')).toString());
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(key, { maxLength: 60, size: 'max' }),
        fc.integer({ min: 1, max: 7 }),
        fc.infiniteStream(fc.double({ min: 0, max: 0.999, noNaN: true })),
        fc.boolean(),
        fc.constantFrom(0, 0.3),
        async (keys, pageSize, numbers, namesTokens, throttled) => {
          const random = (): number => numbers.next().value;
          const result = await listed({ keys, pageSize, random, namesTokens, throttled });
          expect(sorted(result.keys)).toEqual(sorted(keys));
          expect(result.restarts).toBe(0);
        },
      ),
      { numRuns: 300 },
    );
  });

  describe('from a server whose order cannot be relied on', () => {
    const keys = many(3_000, (n) => `album-${n % 3}/${uuid(n)}`);

    it('goes back to one stream where start-after is ignored, and says so', async () => {
      const { keys: found, restarts, server } = await listed({ keys, pageSize: 100, ignoresStart: true });
      expect(found).toEqual(sorted(keys));
      expect(restarts).toBe(1);
      expect(server.startAfter()).toBe(false);
    });

    it.each([
      ['by UTF-16 units', (a: string, b: string) => (a < b ? -1 : 1)],
      ['without regard to case', (a: string, b: string) => a.localeCompare(b)],
      ['backwards', (a: string, b: string) => compareKeys(b, a)],
    ])('misses nothing and doubles nothing where keys are sorted %s', async (_, compare) => {
      const anyKey = fc.stringMatching(/^[aAbB\uff5e😀/]{1,5}$/u);
      await fc.assert(
        fc.asyncProperty(
          fc.uniqueArray(anyKey, { maxLength: 60, size: 'max' }),
          fc.integer({ min: 1, max: 5 }),
          fc.infiniteStream(fc.double({ min: 0, max: 0.999, noNaN: true })),
          async (unordered, pageSize, numbers) => {
            const random = (): number => numbers.next().value;
            const result = await listed({ keys: unordered, pageSize, compare, random });
            expect(sorted(result.keys)).toEqual(sorted(unordered));
          },
        ),
        { numRuns: 200 },
      );
    });
  });

  it('asks for one page only, until a second one is wanted', async () => {
    const server = scriptLists({ keys: many(1_000, uuid), pageSize: 100 });
    const pages = listInParallel(server.source, { signal });
    expect((await pages.next()).value).toHaveLength(100);
    expect(server.requests()).toBe(1);
    await pages.next();
    expect(server.requests()).toBeGreaterThan(1);
    await pages.return(undefined);
  });

  it('gives one empty page where there is nothing', async () => {
    const pages = listInParallel(scriptLists({ keys: [], pageSize: 100 }).source, { signal });
    expect(await pages.next()).toEqual({ value: [], done: false });
    expect(await pages.next()).toEqual({ value: undefined, done: true });
  });

  it('ends where the tokens of empty pages lead in a circle', async () => {
    const { source } = scriptLists({ keys: many(300, uuid), pageSize: 100 });
    let asked = 0;
    const page: typeof source.page = async (from, options) => {
      const found = await source.page(from, options);
      asked++;
      if (asked === 1) return found;
      if (asked > 1_000) throw new Error('expected an end');
      return { ...found, objects: [], isTruncated: true, nextToken: `${asked % 2}` };
    };
    const list = async (): Promise<void> => {
      for await (const objects of listInParallel({ ...source, page }, { signal })) expect(objects).not.toEqual([]);
    };
    await expect(list()).rejects.toThrow('a list that does not advance');
  });

  it('ends where a server says that there is more, and gets no further', async () => {
    const { source } = scriptLists({ keys: many(1_000, uuid), pageSize: 100 });
    const nothing = { name: 'scripted', objects: [], isTruncated: true, nextToken: undefined, keyCount: 0 };
    const page: typeof source.page = () => Promise.resolve({ ...nothing, encodingType: undefined, isInOrder: true });
    const list = async (): Promise<void> => {
      for await (const objects of listInParallel({ ...source, page }, { signal })) expect(objects).toEqual([]);
    };
    await expect(list()).rejects.toThrow(source.stuck().message);
  });

  it('ends with what one of its requests failed with', async () => {
    const { source } = scriptLists({ keys: many(5_000, uuid), pageSize: 100 });
    let asked = 0;
    const page: typeof source.page = (...asks) => {
      asked++;
      return asked === 20 ? Promise.reject(new Error('the server went away')) : source.page(...asks);
    };
    const list = async (): Promise<void> => {
      for await (const objects of listInParallel({ ...source, page }, { signal })) expect(objects).not.toEqual([]);
    };
    await expect(list()).rejects.toThrow('the server went away');
  });
});
