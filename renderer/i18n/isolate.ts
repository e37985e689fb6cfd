/**
 * What may turn the words around it: letters written from right to left, by the ranges that Unicode keeps for them
 * (Unicode Standard Annex 9, table 4, and DerivedBidiClass.txt), and the marks that set a direction.
 */
const TURNS =
  /[\u0590-\u08ff\u200e\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufeff\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;
const LEFT_TO_RIGHT_ISOLATE = '\u2066';
const POP_ISOLATE = '\u2069';

/**
 * A name or another text that is not ours, as part of a line: it looks as it does where it stands alone, a file's ending at
 * its end, and turns neither words nor punctuation around it. As it is where nothing in it could.
 */
export const isolated = (text: string): string =>
  TURNS.test(text) ? `${LEFT_TO_RIGHT_ISOLATE}${text}${POP_ISOLATE}` : text;
