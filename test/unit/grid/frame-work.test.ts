import { describe, expect, it } from 'vitest';
import { createFrameWork } from '../../../renderer/grid/frame-work.ts';

function setUp() {
  const frames: (() => void)[] = [];
  let time = 0;
  const done: string[] = [];
  const add = createFrameWork({ now: () => time, nextFrame: (callback) => frames.push(callback) });
  return {
    done,
    add: (name: string, ms: number) =>
      add(() => {
        time += ms;
        done.push(name);
      }),
    frame: () => frames.shift()?.(),
    waitingFrames: () => frames.length,
  };
}

describe('work for the frames to come', () => {
  it('does only so much in a frame, in the order in which it came, and all of it in the end', () => {
    const { add, done, frame, waitingFrames } = setUp();
    for (const name of ['a', 'b', 'c', 'd', 'e']) add(name, 1);
    expect(done).toEqual([]);
    frame();
    expect(done).toEqual(['a', 'b']);
    frame();
    frame();
    expect(done).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(waitingFrames()).toBe(0);
  });

  it('does one piece a frame that is longer than its share', () => {
    const { add, done, frame } = setUp();
    for (const name of ['a', 'b']) add(name, 10);
    frame();
    expect(done).toEqual(['a']);
    frame();
    expect(done).toEqual(['a', 'b']);
  });

  it('does nothing that was taken back, and asks for no frame for nothing', () => {
    const { add, done, frame, waitingFrames } = setUp();
    const takeBack = add('a', 1);
    takeBack();
    takeBack();
    frame();
    expect(done).toEqual([]);
    expect(waitingFrames()).toBe(0);
    add('b', 1);
    frame();
    expect(done).toEqual(['b']);
  });
});
