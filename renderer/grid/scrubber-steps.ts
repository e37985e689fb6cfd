import type { Section } from '../../shared/pictures.ts';
import { type GridLayout, sectionAt } from './layout.ts';

/** Where the order is not by date, a key moves by this share of the whole. */
const SHARE = { small: 0.01, large: 0.1 };

export interface ScrubPlace {
  sections: readonly Section[];
  layout: GridLayout;
  maxOffset: number;
  offset: number;
}

/** The offset that a key on the scrubber leads to: a month, a page key a year, Home and End the ends; null for other keys. */
export function scrubStep(key: string, place: ScrubPlace): number | null {
  switch (key) {
    case 'Home':
      return 0;
    case 'End':
      return place.maxOffset;
    case 'ArrowUp':
    case 'ArrowLeft':
      return stepBy(place, -1, 'small');
    case 'ArrowDown':
    case 'ArrowRight':
      return stepBy(place, 1, 'small');
    case 'PageUp':
      return stepBy(place, -1, 'large');
    case 'PageDown':
      return stepBy(place, 1, 'large');
    default:
      return null;
  }
}

function stepBy(
  { sections, layout, maxOffset, offset }: ScrubPlace,
  direction: 1 | -1,
  step: 'small' | 'large',
): number {
  const at = sectionAt(layout, offset);
  const here = sections[at]?.month ?? null;
  if (here === null) return clamp(offset + direction * SHARE[step] * maxOffset, maxOffset);
  const isOther = (section: Section | undefined): boolean => step === 'small' || section?.month?.year !== here.year;
  let next = at;
  while (next + direction >= 0 && next + direction < sections.length) {
    next += direction;
    if (isOther(sections[next])) break;
  }
  // At the end of the last month there is no other: the very end.
  if (next === at) return direction > 0 ? maxOffset : 0;
  return clamp(layout.sections[next]?.top ?? offset, maxOffset);
}

const clamp = (offset: number, maxOffset: number): number => Math.min(maxOffset, Math.max(0, offset));
