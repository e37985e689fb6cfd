import type { TimeSlice } from './time-slice.ts';

/** Keys are whole numbers from 0 to this: enough for ms since the epoch and for bytes of any bucket. */
export const MAX_SORT_KEY = 2 ** 48 - 1;
const WORD = 2 ** 32;
const DIGIT_BITS = 16;
const RADIX = 1 << DIGIT_BITS;
const DIGIT_MASK = RADIX - 1;

/**
 * Orders `ids` by ascending keys in place, equal keys in the order given: a radix sort by digits of 16 bits, whose time
 * grows with the count alone. `keyOf` is asked once for each id; keys are clamped to 0..{@link MAX_SORT_KEY}.
 */
export async function sortByKey(ids: Uint32Array, keyOf: (id: number) => number, slice: TimeSlice): Promise<void> {
  let source = emptyKeyed(ids.length);
  source.ids.set(ids);
  await slice.each(ids.length, (from, to) => {
    for (let at = from; at < to; at += 1) {
      const key = clampKey(keyOf(ids[at] ?? 0));
      source.low[at] = key;
      source.high[at] = key / WORD;
    }
  });
  let target = emptyKeyed(ids.length);
  for (const digitOf of [lowestDigit, middleDigit, highestDigit]) {
    if (await distribute(source, target, digitOf, slice)) [source, target] = [target, source];
  }
  ids.set(source.ids);
}

/** Ids with their keys in two parts, as what is 48 bits wide fits no typed array of whole numbers. */
interface Keyed {
  ids: Uint32Array;
  low: Uint32Array;
  high: Uint16Array;
}

type DigitOf = (keyed: Keyed, at: number) => number;
const lowestDigit: DigitOf = ({ low }, at) => (low[at] ?? 0) & DIGIT_MASK;
const middleDigit: DigitOf = ({ low }, at) => (low[at] ?? 0) >>> DIGIT_BITS;
const highestDigit: DigitOf = ({ high }, at) => high[at] ?? 0;

const emptyKeyed = (count: number): Keyed => ({
  ids: new Uint32Array(count),
  low: new Uint32Array(count),
  high: new Uint16Array(count),
});

/** One pass over one digit. False where all share it, so that there is nothing to move. */
async function distribute(source: Keyed, target: Keyed, digitOf: DigitOf, slice: TimeSlice): Promise<boolean> {
  const count = source.ids.length;
  const starts = new Uint32Array(RADIX + 1);
  await slice.each(count, (from, to) => {
    for (let at = from; at < to; at += 1) {
      const next = digitOf(source, at) + 1;
      starts[next] = (starts[next] ?? 0) + 1;
    }
  });
  if (starts.includes(count)) return false;
  for (let digit = 1; digit <= RADIX; digit += 1) starts[digit] = (starts[digit] ?? 0) + (starts[digit - 1] ?? 0);
  await slice.each(count, (from, to) => {
    for (let at = from; at < to; at += 1) {
      const digit = digitOf(source, at);
      const place = starts[digit] ?? 0;
      starts[digit] = place + 1;
      target.ids[place] = source.ids[at] ?? 0;
      target.low[place] = source.low[at] ?? 0;
      target.high[place] = source.high[at] ?? 0;
    }
  });
  return true;
}

/** A key as {@link sortByKey} takes it. */
export const clampKey = (key: number): number => (key > 0 ? Math.min(Math.floor(key), MAX_SORT_KEY) : 0);
