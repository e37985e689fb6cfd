/** Hangul syllables in Unicode, and how many share one initial consonant (The Unicode Standard, 3.12). */
const FIRST_SYLLABLE = 0xac00;
const SYLLABLES_PER_INITIAL = 588;
/** In the order of the syllables. */
const INITIALS = 'ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ';
/** The same as conjoining letters, which a text that was decomposed (NFD) holds. */
const FIRST_CONJOINING = 0x1100;
/** What a Korean keyboard makes of two consonants that were typed one after the other. */
const CLUSTERS: Readonly<Record<string, string>> = {
  ...{ ㄳ: 'ㄱㅅ', ㄵ: 'ㄴㅈ', ㄶ: 'ㄴㅎ', ㄺ: 'ㄹㄱ', ㄻ: 'ㄹㅁ', ㄼ: 'ㄹㅂ', ㄽ: 'ㄹㅅ', ㄾ: 'ㄹㅌ' },
  ...{ ㄿ: 'ㄹㅍ', ㅀ: 'ㄹㅎ', ㅄ: 'ㅂㅅ' },
};

/** Code points from `first` to `last`, both included. */
interface CodePoints {
  first: number;
  last: number;
}

/** The syllables that begin with an initial consonant (초성), or null where the character is none. */
export function syllablesOf(initial: string): CodePoints | null {
  const code = initial.codePointAt(0) ?? 0;
  const conjoining = code - FIRST_CONJOINING;
  const index = conjoining >= 0 && conjoining < INITIALS.length ? conjoining : INITIALS.indexOf(initial);
  if (initial === '' || index < 0) return null;
  const first = FIRST_SYLLABLE + index * SYLLABLES_PER_INITIAL;
  return { first, last: first + SYLLABLES_PER_INITIAL - 1 };
}

/** A text with each pair of consonants in one character taken apart again: they are two initials. */
export const withoutClusters = (text: string): string =>
  text.replace(/[ㄳㄵㄶㄺ-ㅀㅄ]/g, (one) => CLUSTERS[one] ?? one);
