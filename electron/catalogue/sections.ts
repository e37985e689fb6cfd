import type { Section } from '../../shared/pictures.ts';

/**
 * Consecutive months in local time of times (ms since the epoch) that are in order, ascending or descending. Looks at
 * few of them: where a month ends is found by halving.
 */
export function monthSections(count: number, timeAt: (index: number) => number): Section[] {
  const sections: Section[] = [];
  for (let from = 0; from < count; ) {
    const date = new Date(timeAt(from));
    const start = new Date(date.getFullYear(), date.getMonth(), 1).getTime();
    const end = new Date(date.getFullYear(), date.getMonth() + 1, 1).getTime();
    const to = endOf(from, count, (index) => timeAt(index) >= start && timeAt(index) < end);
    sections.push({ month: { year: date.getFullYear(), month: date.getMonth() + 1 }, count: to - from });
    from = to;
  }
  return sections;
}

/** The first index after `from`, which belongs, that does not; none after it does. */
function endOf(from: number, count: number, belongs: (index: number) => boolean): number {
  let low = from + 1;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (belongs(middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** One section without a month, for orders that are not by date; none where there is nothing. */
export const plainSection = (count: number): Section[] => (count === 0 ? [] : [{ month: null, count }]);
