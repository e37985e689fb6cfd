/**
 * What may turn the words around it: letters written from right to left, by the ranges that Unicode keeps for them
 * (Unicode Standard Annex 9, table 4, and DerivedBidiClass.txt), and the marks that set a direction.
 */
const TURNS =
  /[\u0590-\u08ff\u200e\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufeff\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;
const LEFT_TO_RIGHT_ISOLATE = '\u2066';
const POP_ISOLATE = '\u2069';
/** What begins an isolate: each is ended by a {@link POP_ISOLATE} of its own. */
const BEGINS_ISOLATE = /[\u2066-\u2068]/u;

/**
 * A name or another text that is not ours, as part of a line: it looks as it does where it stands alone, a file's ending at
 * its end, and turns neither words nor punctuation around it. As it is where nothing in it could.
 */
export const isolated = (text: string): string =>
  TURNS.test(text) ? `${LEFT_TO_RIGHT_ISOLATE}${paired(text)}${POP_ISOLATE}` : text;

/**
 * Without the isolates that do not end in it and the ends of none that begins in it: such an end would be taken for ours, and
 * what follows it in the text would be outside. Whole isolates are names that are in a part of a line already. Embeddings and
 * overrides end with the isolate that they are in (Unicode Standard Annex 9, rule X6a).
 */
function paired(text: string): string {
  const units = text.split('');
  const open: number[] = [];
  for (const [at, unit] of units.entries()) {
    if (BEGINS_ISOLATE.test(unit)) open.push(at);
    else if (unit === POP_ISOLATE && open.pop() === undefined) units[at] = '';
  }
  for (const at of open) units[at] = '';
  return units.join('');
}
