/** Numbers that look random and are the same for the same seed. */
export interface SeededRandom {
  /** From 0 up to, and not, 1. */
  next(): number;
  /** A whole number from 0 up to, and not, `count`. */
  below(count: number): number;
  chance(share: number): boolean;
  pick<T>(from: readonly T[]): T;
}

/** Mulberry32 by Tommy Ettinger (public domain). */
export function seededRandom(seed: number): SeededRandom {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b_79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (count: number): number => Math.floor(next() * count);
  return {
    next,
    below,
    chance: (share) => next() < share,
    pick(from) {
      const [first, ...rest] = from;
      if (first === undefined) throw new Error('expected something to pick from');
      return rest[below(rest.length + 1) - 1] ?? first;
    },
  };
}

/** A seed from a text, so that what happens to one request does not hang on the order of all (FNV-1a, 32 bit). */
export function seedOf(text: string): number {
  let hash = 0x811c_9dc5;
  for (const byte of Buffer.from(text)) hash = Math.imul(hash ^ byte, 0x0100_0193) >>> 0;
  return hash;
}

/** So many of a list, in its order, the same for the same seed. */
export function sampleOf<T>(all: readonly T[], count: number, seed: number): T[] {
  const random = seededRandom(seed);
  let wanted = Math.min(count, all.length);
  return all.filter((_, index) => {
    const isTaken = random.next() < wanted / (all.length - index);
    if (isTaken) wanted -= 1;
    return isTaken;
  });
}
