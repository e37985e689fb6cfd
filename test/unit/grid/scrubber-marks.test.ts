import { describe, expect, it } from 'vitest';
import { layOut } from '../../../renderer/grid/layout.ts';
import { marksFor } from '../../../renderer/grid/scrubber-marks.ts';
import type { Section } from '../../../shared/pictures.ts';

const VIEW_PX = 700;
const TRACK_PX = 660;
const months = (count: number, size: number): Section[] =>
  Array.from({ length: count }, (_, ago) => ({
    month: { year: 2026 - Math.floor(ago / 12), month: 12 - (ago % 12) },
    count: size,
  }));
const marksOf = (sections: Section[]) => {
  const layout = layOut(
    sections.map((section) => section.count),
    988,
    160,
  );
  return marksFor(sections, layout, layout.height - VIEW_PX, TRACK_PX);
};

describe('the scrubber’s marks', () => {
  it('name each year once, where its first picture lies', () => {
    const marks = marksOf(months(36, 60));
    expect(marks.filter((mark) => mark.year !== null).map((mark) => mark.year)).toEqual([2026, 2025, 2024]);
    expect(marks[0]).toEqual({ y: 0, year: 2026 });
  });

  it('never run into one another', () => {
    const ys = marksOf(months(480, 3))
      .map((mark) => mark.y)
      .sort((a, b) => a - b);
    for (const [at, y] of ys.entries()) expect(y - (ys[at - 1] ?? -100)).toBeGreaterThanOrEqual(7);
  });

  it('stay inside the track', () => {
    for (const { y } of marksOf(months(100, 10))) {
      expect(y).toBeGreaterThanOrEqual(0);
      expect(y).toBeLessThanOrEqual(TRACK_PX);
    }
  });

  it('are none where the order is not by date, and where nothing scrolls', () => {
    expect(marksOf([{ month: null, count: 5000 }])).toEqual([]);
    expect(marksOf(months(1, 3))).toEqual([]);
  });
});
