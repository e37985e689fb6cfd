import type { TimeSlice } from './time-slice.ts';

/** Keys are whole numbers from 0 to this: enough for ms since the epoch and for bytes of any bucket. */
export const MAX_SORT_KEY = 2 ** 48 - 1;
const DIGIT_BITS = 16;
const RADIX = 1 << DIGIT_BITS;
const DIGITS = 3;

/**
 * Orders `ids` by ascending keys in place, equal keys in the order given: a radix sort by digits of 16 bits, whose time
 * grows with the count alone. `keyOf` is asked once for each id; keys are clamped to 0..{@link MAX_SORT_KEY}.
 */
export async function sortByKey(ids: Uint32Array, keyOf: (id: number) => number, slice: TimeSlice): Promise<void> {
  const keys = new Float64Array(ids.length);
  await slice.each(ids.length, (from, to) => {
    for (let at = from; at < to; at += 1) keys[at] = clampKey(keyOf(ids[at] ?? 0));
  });
  let source = { ids: ids.slice(), keys };
  let target = { ids: new Uint32Array(ids.length), keys: new Float64Array(ids.length) };
  for (let digit = 0; digit < DIGITS; digit += 1) {
    if (await distribute(source, target, RADIX ** digit, slice)) [source, target] = [target, source];
  }
  ids.set(source.ids);
}

interface Keyed {
  ids: Uint32Array;
  keys: Float64Array;
}

/** One pass over one digit. False where all share it, so that there is nothing to move. */
async function distribute(source: Keyed, target: Keyed, divisor: number, slice: TimeSlice): Promise<boolean> {
  const count = source.ids.length;
  const starts = new Uint32Array(RADIX + 1);
  const digitAt = (at: number): number => Math.floor((source.keys[at] ?? 0) / divisor) % RADIX;
  await slice.each(count, (from, to) => {
    for (let at = from; at < to; at += 1) {
      const next = digitAt(at) + 1;
      starts[next] = (starts[next] ?? 0) + 1;
    }
  });
  if (starts.includes(count)) return false;
  for (let digit = 1; digit <= RADIX; digit += 1) starts[digit] = (starts[digit] ?? 0) + (starts[digit - 1] ?? 0);
  await slice.each(count, (from, to) => {
    for (let at = from; at < to; at += 1) {
      const digit = digitAt(at);
      const place = starts[digit] ?? 0;
      starts[digit] = place + 1;
      target.ids[place] = source.ids[at] ?? 0;
      target.keys[place] = source.keys[at] ?? 0;
    }
  });
  return true;
}

/** A key as {@link sortByKey} takes it. */
export const clampKey = (key: number): number => (key > 0 ? Math.min(Math.floor(key), MAX_SORT_KEY) : 0);
