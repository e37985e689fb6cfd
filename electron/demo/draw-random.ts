/** A source of numbers in [0, 1). */
export type Random = () => number;

/** The same numbers for the same seed, on every machine (a 32-bit counter scrambled by multiplication and shifts). */
export function seededRandom(seed: number): Random {
  let state = Math.imul(seed + 1, 0x9e3779b1);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export const between = (random: Random, low: number, high: number): number => low + random() * (high - low);

export const times = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, i) => make(i));

/** Smooth noise along a line: for any x a value in about -1 to 1, made of `octaves` waves, each finer and weaker. */
export function lineNoise(random: Random, octaves: number, roughness = 0.5): (x: number) => number {
  const lattices = times(octaves, () => times(64, () => between(random, -1, 1)));
  const sample = (lattice: number[], x: number) => {
    const cell = Math.floor(x);
    const t = x - cell;
    const smooth = t * t * (3 - 2 * t);
    const at = (i: number) => lattice[((i % 64) + 64) % 64] ?? 0;
    return at(cell) + (at(cell + 1) - at(cell)) * smooth;
  };
  return (x) => {
    let sum = 0;
    let weight = 1;
    let total = 0;
    lattices.forEach((lattice, octave) => {
      sum += sample(lattice, x * 2 ** octave) * weight;
      total += weight;
      weight *= roughness;
    });
    return sum / total;
  };
}
