export interface ComboboxOption {
  value: string;
  /** A quiet word at the end of its row. */
  note?: string;
}

/** The options that hold `filter` anywhere, whatever its case; those that begin with it come first. All where it is empty. */
export function matchingOptions(options: readonly ComboboxOption[], filter: string): readonly ComboboxOption[] {
  const wanted = filter.trim().toLowerCase();
  if (wanted === '') return options;
  const matching = options.filter(({ value }) => value.toLowerCase().includes(wanted));
  const begins = matching.filter(({ value }) => value.toLowerCase().startsWith(wanted));
  return [...begins, ...matching.filter((option) => !begins.includes(option))];
}

/** Where an arrow key leads in a list of `count`, around its ends; from nowhere (-1) to the nearer end. */
export function nextActive(active: number, step: 1 | -1, count: number): number {
  if (count === 0) return -1;
  if (active < 0) return step > 0 ? 0 : count - 1;
  return (active + step + count) % count;
}
