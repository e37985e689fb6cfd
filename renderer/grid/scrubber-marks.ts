import type { Section } from '../../shared/pictures.ts';
import type { GridLayout } from './layout.ts';

/** Closer together than this, marks would run into one another, in CSS pixels. */
const MIN_YEAR_GAP_PX = 26;
const MIN_TICK_GAP_PX = 7;

/** A mark on the scrubber: a year's name, or a month's tick (`year` null). `y` is from the track's top. */
export interface Mark {
  y: number;
  year: number | null;
}

/**
 * Years and months along a track of `trackHeight` pixels that stands for `maxOffset` pixels of content. Marks that would
 * touch the one before are left out, ticks rather than years.
 */
export function marksFor(
  sections: readonly Section[],
  layout: GridLayout,
  maxOffset: number,
  trackHeight: number,
): Mark[] {
  const all = sections.flatMap((section, at) => {
    const top = layout.sections[at]?.top;
    if (!section.month || top === undefined || maxOffset <= 0 || top > maxOffset) return [];
    const isNewYear = sections[at - 1]?.month?.year !== section.month.year;
    return [{ y: (top / maxOffset) * trackHeight, year: isNewYear ? section.month.year : null }];
  });
  const years = spaced(
    all.filter((mark) => mark.year !== null),
    MIN_YEAR_GAP_PX,
  );
  const farFromYears = ({ y }: Mark) => years.every((year) => Math.abs(year.y - y) >= MIN_YEAR_GAP_PX / 2);
  const ticks = spaced(
    all.filter((mark) => mark.year === null && farFromYears(mark)),
    MIN_TICK_GAP_PX,
  );
  return [...years, ...ticks];
}

function spaced(marks: readonly Mark[], gap: number): Mark[] {
  const kept: Mark[] = [];
  for (const mark of marks) {
    const last = kept.at(-1);
    if (!last || mark.y - last.y >= gap) kept.push(mark);
  }
  return kept;
}
