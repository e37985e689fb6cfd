import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { watchSpeed } from '../../../renderer/grid/scroll-speed.ts';

const FRAME_MS = 16;

describe('the speed of a movement', () => {
  const fling = vi.fn();
  const rest = vi.fn();

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['performance', 'setTimeout', 'clearTimeout'] });
    fling.mockClear();
    rest.mockClear();
  });
  afterEach(() => vi.useRealTimers());

  /** So many frames in each of which the content moves so far. */
  const move = (frames: number, pixels: number) => {
    const watch = watchSpeed(fling, rest);
    for (let frame = 1; frame <= frames; frame++) {
      vi.advanceTimersByTime(FRAME_MS);
      watch.moved(frame * pixels);
    }
    return watch;
  };

  it('is no fling as long as pictures can be seen', () => {
    move(20, 60);
    expect(fling).not.toHaveBeenCalledWith(true);
    expect(rest).not.toHaveBeenCalled();
  });

  it('is a fling when they rush past, until they rest', () => {
    move(10, 2_000);
    expect(fling).toHaveBeenCalledWith(true);
    expect(fling).not.toHaveBeenCalledWith(false);
    vi.advanceTimersByTime(80);
    expect(fling).toHaveBeenLastCalledWith(false);
    expect(rest).toHaveBeenCalledTimes(1);
  });

  const goOn = (watch: ReturnType<typeof move>, offsets: readonly number[]) => {
    for (const offset of offsets) {
      vi.advanceTimersByTime(FRAME_MS);
      watch.moved(offset);
    }
  };

  it('goes on being one while it slows down', () => {
    goOn(move(10, 2_000), [20_400, 20_500, 20_510, 20_515, 20_600, 20_605, 20_610]);
    expect(fling).not.toHaveBeenCalledWith(false);
  });

  it('is none any more when it goes on so slowly that what is in sight stays', () => {
    goOn(move(10, 2_000), [20_400, 20_410, 20_419, 20_427]);
    expect(fling).toHaveBeenLastCalledWith(false);
    expect(rest).not.toHaveBeenCalled();
  });

  it('is no fling where it is a single jump', () => {
    vi.advanceTimersByTime(FRAME_MS);
    move(1, 10_000_000);
    expect(fling).not.toHaveBeenCalledWith(true);
    vi.advanceTimersByTime(80);
    expect(rest).toHaveBeenCalledTimes(1);
  });

  it('ends at once where it is let go', () => {
    const watch = move(10, 2_000);
    watch.ended();
    expect(fling).toHaveBeenLastCalledWith(false);
    expect(rest).toHaveBeenCalledTimes(1);
    watch.ended();
    vi.advanceTimersByTime(1_000);
    expect(rest).toHaveBeenCalledTimes(1);
  });

  it('tells of no rest once it is stopped', () => {
    move(3, 2_000).stop();
    vi.advanceTimersByTime(1_000);
    expect(rest).not.toHaveBeenCalled();
  });
});
