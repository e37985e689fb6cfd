import { describe, expect, it } from 'vitest';
import { layOut } from '../../../renderer/grid/layout.ts';
import { scrubStep } from '../../../renderer/grid/scrubber-steps.ts';
import type { Section } from '../../../shared/pictures.ts';

const months: Section[] = [
  { month: { year: 2026, month: 3 }, count: 50 },
  { month: { year: 2026, month: 1 }, count: 50 },
  { month: { year: 2025, month: 12 }, count: 50 },
  { month: { year: 2025, month: 2 }, count: 50 },
];
const layout = layOut(
  months.map(({ count }) => count),
  988,
  160,
);
const maxOffset = layout.height - 300;
const topOf = (at: number): number => layout.sections[at]?.top ?? -1;
const step = (key: string, offset: number) => scrubStep(key, { sections: months, layout, maxOffset, offset });

describe('a key on the date scrubber', () => {
  it('goes to the next month or the one before', () => {
    expect(step('ArrowDown', topOf(0) + 20)).toBe(topOf(1));
    expect(step('ArrowUp', topOf(2))).toBe(topOf(1));
  });

  it('goes to another year by the page keys', () => {
    expect(step('PageDown', 0)).toBe(topOf(2));
    expect(step('PageUp', topOf(3))).toBe(topOf(1));
  });

  it('reaches both ends', () => {
    expect(step('Home', 500)).toBe(0);
    expect(step('End', 0)).toBe(maxOffset);
    expect(step('ArrowUp', 10)).toBe(0);
    expect(step('ArrowDown', topOf(3) + 1)).toBe(maxOffset);
  });

  it('moves by shares of the whole where the order is not by date', () => {
    const plain = layOut([200], 988, 160);
    const place = { sections: [{ month: null, count: 200 }], layout: plain, maxOffset: 5_000, offset: 1_000 };
    expect(scrubStep('ArrowDown', place)).toBe(1_050);
    expect(scrubStep('PageUp', place)).toBe(500);
  });

  it('is nothing for any other key', () => {
    expect(step('a', 0)).toBeNull();
  });
});
