/** So long after the last key a new word begins. */
export const WORD_ENDS_MS = 1500;

/** What a search for a typed text begins with. */
export interface FindStart {
  text: string;
  from: number;
}

/**
 * Where to look for a typed text, one place after the other until one holds it. The first letter leads on from the picture
 * that the keyboard stands on; more letters may describe that very picture; one letter again and again goes through all
 * that begin with it.
 */
export function startsFor(
  typed: string,
  { index, count, isFirst }: { index: number; count: number; isFirst: boolean },
): FindStart[] {
  const text = typed.normalize('NFC');
  const [letter = '', ...others] = [...text];
  if (count === 0 || letter === '') return [];
  const next = (index + 1) % count;
  const whole = { text, from: isFirst ? next : Math.min(index, count - 1) };
  const isRepeated = others.length > 0 && others.every((other) => other === letter);
  return isRepeated ? [whole, { text: letter, from: next }] : [whole];
}
