import { describe, expect, it, vi } from 'vitest';
import { LargePictures } from '../../../electron/pipeline/large-pictures.ts';
import { LARGE_PIXELS } from '../../../electron/pipeline/limits.ts';

const large = { width: LARGE_PIXELS / 10_000 + 1, height: 10_000, frames: 1 };
const most = { width: LARGE_PIXELS / 10_000, height: 10_000, frames: 1 };

/** Work that ends when the test says so, and what became of it. */
function setUp() {
  const pictures = new LargePictures();
  const log: string[] = [];
  const ends = new Map<string, { end: () => void; fail: () => void }>();
  const start = (name: string, size: typeof large): Promise<string> => {
    const inTurn = pictures.turn({ waits: () => log.push(`${name} waits`), works: () => log.push(`${name} works`) });
    return inTurn(size, () => {
      log.push(`${name} begins`);
      return new Promise((resolve, reject) => {
        ends.set(name, { end: () => resolve(name), fail: () => reject(new Error(name)) });
      });
    });
  };
  const begun = (name: string) => vi.waitFor(() => expect(log).toContain(`${name} begins`));
  return { log, ends, start, begun };
}

describe('LargePictures', () => {
  it('case 42: works on one large picture at a time, in order, and tells those that wait', async () => {
    const { log, ends, start, begun } = setUp();
    const all = ['a', 'b', 'c'].map((name) => start(name, large));
    await begun('a');
    expect(log).toEqual(['b waits', 'c waits', 'a begins']);
    ends.get('a')?.end();
    await begun('b');
    expect(log.slice(3)).toEqual(['b works', 'b begins']);
    ends.get('b')?.end();
    await begun('c');
    ends.get('c')?.end();
    expect(await Promise.all(all)).toEqual(['a', 'b', 'c']);
  });

  it('lets every other picture go on beside a large one, also one of exactly so many pixels', async () => {
    const { log, ends, start, begun } = setUp();
    start('large', large);
    await begun('large');
    for (const name of ['most', 'other']) start(name, most);
    expect(log).toEqual(['large begins', 'most begins', 'other begins']);
    ends.get('large')?.end();
  });

  it('counts the pixels of all frames', async () => {
    const { log, ends, start, begun } = setUp();
    start('a', { ...most, frames: 2 });
    start('b', { ...most, frames: 2 });
    await begun('a');
    expect(log).toEqual(['b waits', 'a begins']);
    ends.get('a')?.end();
    await begun('b');
  });

  it('tells nobody to wait who comes when the others are through', async () => {
    const { log, ends, start, begun } = setUp();
    const first = start('a', large);
    await begun('a');
    ends.get('a')?.end();
    await first;
    await new Promise((resolve) => setImmediate(resolve));
    start('b', large);
    await begun('b');
    expect(log).toEqual(['a begins', 'b begins']);
    ends.get('b')?.end();
  });

  it('goes on after one that failed', async () => {
    const { ends, start, begun } = setUp();
    const failing = start('a', large);
    const next = start('b', large);
    await begun('a');
    ends.get('a')?.fail();
    await expect(failing).rejects.toThrow('a');
    await begun('b');
    ends.get('b')?.end();
    expect(await next).toBe('b');
  });
});
