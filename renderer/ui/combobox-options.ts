export interface ComboboxOption {
  value: string;
  /** Stands in the list in the value's place. */
  label?: string;
  /** A quiet word at the end of its row. */
  note?: string;
  /** What it is found by besides its value; not shown. */
  alsoCalled?: readonly string[];
}

/**
 * The options that hold `filter` anywhere, whatever its case and accents; those that begin with it come first. All where
 * it is empty.
 */
export function matchingOptions(options: readonly ComboboxOption[], filter: string): readonly ComboboxOption[] {
  const wanted = plain(filter.trim());
  if (wanted === '') return options;
  const matching = options.filter((option) => namesOf(option).some((name) => name.includes(wanted)));
  const begins = matching.filter((option) => namesOf(option).some((name) => name.startsWith(wanted)));
  return [...begins, ...matching.filter((option) => !begins.includes(option))];
}

const namesOf = ({ value, alsoCalled = [] }: ComboboxOption): string[] => [value, ...alsoCalled].map(plain);

const plain = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

/** Where an arrow key leads in a list of `count`, around its ends; from nowhere (-1) to the nearer end. */
export function nextActive(active: number, step: 1 | -1, count: number): number {
  if (count === 0) return -1;
  if (active < 0) return step > 0 ? 0 : count - 1;
  return (active + step + count) % count;
}
