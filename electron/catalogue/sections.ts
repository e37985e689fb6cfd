import type { Section } from '../../shared/pictures.ts';
import type { TimeSlice } from './time-slice.ts';

/** Consecutive months in local time of times (ms since the epoch) that are in order, ascending or descending. */
export async function monthSections(
  count: number,
  timeAt: (index: number) => number,
  slice: TimeSlice,
): Promise<Section[]> {
  const sections: Section[] = [];
  let current: Section | null = null;
  let start = 0;
  let end = 0;
  await slice.each(count, (from, to) => {
    for (let index = from; index < to; index += 1) {
      const time = timeAt(index);
      if (current === null || time < start || time >= end) {
        const date = new Date(time);
        start = new Date(date.getFullYear(), date.getMonth(), 1).getTime();
        end = new Date(date.getFullYear(), date.getMonth() + 1, 1).getTime();
        current = { month: { year: date.getFullYear(), month: date.getMonth() + 1 }, count: 0 };
        sections.push(current);
      }
      current.count += 1;
    }
  });
  return sections;
}

/** One section without a month, for orders that are not by date; none where there is nothing. */
export const plainSection = (count: number): Section[] => (count === 0 ? [] : [{ month: null, count }]);
