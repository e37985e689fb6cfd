import { CharacterShares } from './character-shares.ts';
import { commonLength, compareKeys } from './key-order.ts';

/** Enough keys of a page to see which characters keys are made of. */
const SAMPLED_KEYS = 64;
/** Characters of each after the ones that all begin with; what follows (sizes, extensions) decides little. */
const SAMPLED_CHARACTERS = 6;
/** What a character counts, of the one before it: the first that differ decide the most. */
const NEXT_WEIGHT = 0.85;
/** Narrower than this, doubles cannot tell places apart. */
const FINEST = 1e-12;
/** A guess may be off the middle by this share of the stretch; a better one would be a longer key. */
const TOLERANCE = 0.1;
const LONGEST_GUESS = 24;

/**
 * How keys spread over the space of all strings, guessed from the characters of some: a place in that space is a number
 * from 0 to 1, as in arithmetic coding. Guesses cost requests where they are wrong, never a key.
 */
export class KeyModel {
  readonly #shares: CharacterShares;

  /** Learns from the keys of one page; what all of them begin with says nothing. */
  constructor(objects: readonly { readonly key: string }[]) {
    const counts = new Map<number, number>();
    const common = commonLength(objects[0]?.key ?? '', objects.at(-1)?.key ?? '');
    for (let at = 0; at < objects.length; at += Math.ceil(objects.length / SAMPLED_KEYS)) {
      let weight = 1;
      for (const character of objects[at]?.key.slice(common, common + SAMPLED_CHARACTERS) ?? '') {
        const code = character.codePointAt(0) ?? 0;
        counts.set(code, (counts.get(code) ?? 0) + weight);
        weight *= NEXT_WEIGHT;
      }
    }
    this.#shares = new CharacterShares(counts);
  }

  /** How far `key` is on the way from `low` to `high`, from 0 to 1; 1 too where the model cannot tell. */
  progress(low: string, key: string, high: string): number {
    const base = commonLength(low, high);
    const from = this.#place(low, base);
    const width = this.#place(high, base) - from;
    return width < FINEST ? 1 : Math.min(1, Math.max(0, (this.#place(key, base) - from) / width));
  }

  /** A short key about half-way between two; null where there is no room that the model can tell. */
  between(low: string, high: string): string | null {
    const base = commonLength(low, high);
    const from = this.#place(low, base);
    const to = this.#place(high, base);
    const wanted = (from + to) / 2;
    const tolerance = (to - from) * TOLERANCE;
    if (tolerance < FINEST) return null;
    let guess = low.slice(0, base);
    let start = 0;
    let width = 1;
    for (let length = 0; length < LONGEST_GUESS && width > FINEST; length++) {
      const code = this.#shares.codeAt((wanted - start) / width);
      const share = this.#shares.of(code);
      guess += String.fromCodePoint(code);
      start += width * share.start;
      width *= share.width;
      const isClose = wanted - start <= tolerance;
      if (isClose && compareKeys(guess, low) > 0 && compareKeys(guess, high) < 0) return guess;
    }
    return null;
  }

  #place(key: string, base: number): number {
    let place = 0;
    let width = 1;
    for (let at = base; at < key.length && width > FINEST; at++) {
      const code = key.codePointAt(at) ?? 0;
      if (code > 0xffff) at++;
      const share = this.#shares.of(code);
      place += width * share.start;
      width *= share.width;
    }
    return place;
  }
}
