/** The share of all that is left to characters nobody has seen yet. */
const UNSEEN_SHARE = 0.05;
const FIRST_SURROGATE = 0xd800;
const FIRST_AFTER_SURROGATES = 0xe000;
const FIRST_GUESSED = 0x20;
const CODE_POINTS = 0x11_0000;

/** Where stretches of code points begin that get a share each, seen or not: Hangul by its initial consonants. */
const STRETCHES: readonly number[] = [
  0,
  ...every(1, FIRST_GUESSED, 0x7f),
  ...every(0x20, 0xc0, 0x250),
  ...every(0x10, 0x391, 0x450),
  ...every(2, 0x1100, 0x1113),
  ...every(0x20, 0x3041, 0x3100),
  ...every(0x800, 0x4e00, 0xa000),
  ...every(588, 0xac00, 0xd7a4),
  FIRST_SURROGATE,
  FIRST_AFTER_SURROGATES,
  ...every(0x100, 0x1f300, 0x1fa00),
];

/** Scripts of so many characters that a page shows few of them: kana, Chinese characters, Hangul. First and end. */
const LARGE_SCRIPTS: readonly (readonly [number, number])[] = [
  [0x3041, 0x3100],
  [0x4e00, 0xa000],
  [0xac00, 0xd7a4],
];

/**
 * Divides the numbers from 0 to 1 among all code points in their order: most of them among the seen ones by how often
 * they were seen, the rest evenly among the stretches between.
 */
export class CharacterShares {
  /** First code point of each stretch; a seen one is a stretch by itself. One more for the end. */
  readonly #codes: number[];
  readonly #starts: number[] = [];

  constructor(seen: ReadonlyMap<number, number>) {
    const bounds = new Set(STRETCHES);
    let total = 0;
    for (const [code, count] of seen) {
      bounds.add(code).add(code + 1);
      total += count;
    }
    this.#codes = [...bounds].sort((a, b) => a - b);
    const unseen = (Math.max(total, 1) * UNSEEN_SHARE) / STRETCHES.length;
    const densities = LARGE_SCRIPTS.map((script) => densityIn(script, seen));
    const weights = this.#codes.map((code, index) => {
      const length = (this.#codes[index + 1] ?? CODE_POINTS) - code;
      const density = densities[LARGE_SCRIPTS.findIndex(([first, end]) => code >= first && code < end)] ?? 0;
      return seen.get(code) ?? (isGuessed(code) ? Math.max(unseen, density * length) : 0);
    });
    const sum = weights.reduce((all, weight) => all + weight, 0);
    let start = 0;
    for (const weight of weights) {
      this.#starts.push(start / sum);
      start += weight;
    }
    this.#codes.push(CODE_POINTS);
    this.#starts.push(1);
  }

  /** The part that belongs to one code point. */
  of(code: number): { start: number; width: number } {
    const index = lastNotAfter(this.#codes, code);
    const first = this.#codes[index] ?? 0;
    const start = this.#starts[index] ?? 0;
    const width = ((this.#starts[index + 1] ?? 1) - start) / ((this.#codes[index + 1] ?? CODE_POINTS) - first);
    return { start: start + width * (code - first), width };
  }

  /** The code point whose part a number from 0 to 1 lies in. */
  codeAt(place: number): number {
    const index = Math.min(lastNotAfter(this.#starts, place), this.#codes.length - 2);
    const first = this.#codes[index] ?? 0;
    const length = (this.#codes[index + 1] ?? CODE_POINTS) - first;
    const start = this.#starts[index] ?? 0;
    const width = (this.#starts[index + 1] ?? 1) - start;
    const step = width > 0 ? Math.floor(((place - start) / width) * length) : 0;
    return first + Math.min(Math.max(step, 0), length - 1);
  }
}

/** How often a character of a script was seen, over the stretch of it that was seen at all. */
function densityIn([first, end]: readonly [number, number], seen: ReadonlyMap<number, number>): number {
  const codes = [...seen.keys()].filter((code) => code >= first && code < end).sort((a, b) => a - b);
  const count = codes.reduce((sum, code) => sum + (seen.get(code) ?? 0), 0);
  return count / ((codes.at(-1) ?? first) - (codes[0] ?? first) + 1);
}

const isGuessed = (code: number): boolean =>
  code >= FIRST_GUESSED && (code < FIRST_SURROGATE || code >= FIRST_AFTER_SURROGATES);

/** The last index whose number is not greater; the numbers rise. */
function lastNotAfter(numbers: readonly number[], wanted: number): number {
  let low = 0;
  let high = numbers.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((numbers[middle] ?? 0) > wanted) high = middle;
    else low = middle + 1;
  }
  return Math.max(0, low - 1);
}

function every(step: number, from: number, to: number): number[] {
  return Array.from({ length: Math.ceil((to - from) / step) }, (_, index) => from + index * step);
}
