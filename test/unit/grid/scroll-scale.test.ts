import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { boxOf, layOut } from '../../../renderer/grid/layout.ts';
import { isScaled, MAX_SCROLL_PX, offsetAt, scaleFor, scrollAt } from '../../../renderer/grid/scroll-scale.ts';

const VIEW_PX = 748;

describe('the scale of the scroll area', () => {
  it('leaves content alone up to the limit, and scales one pixel over it', () => {
    expect(isScaled(scaleFor(MAX_SCROLL_PX, VIEW_PX))).toBe(false);
    expect(offsetAt(scaleFor(MAX_SCROLL_PX, VIEW_PX), 1234.5)).toBe(1234.5);
    expect(isScaled(scaleFor(MAX_SCROLL_PX + 1, VIEW_PX))).toBe(true);
  });

  it('does not scroll what fits', () => {
    const scale = scaleFor(300, VIEW_PX);
    expect(scale.area).toBe(VIEW_PX);
    expect(offsetAt(scale, 50)).toBe(0);
    expect(scrollAt(scale, 50)).toBe(0);
  });

  it('reaches the last of a million pictures', () => {
    const layout = layOut([1_000_000], 988, 160);
    const scale = scaleFor(layout.height, VIEW_PX);
    expect(scale.area).toBe(MAX_SCROLL_PX);
    const offset = offsetAt(scale, scale.maxScroll);
    const last = boxOf(layout, 999_999);
    if (!last) throw new Error('expected a box');
    expect(last.top).toBeGreaterThanOrEqual(offset);
    expect(last.top + last.height).toBeLessThanOrEqual(offset + VIEW_PX);
  });

  it('comes back to the offset that it started from', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 400_000_000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (height, share) => {
          const scale = scaleFor(height, VIEW_PX);
          const offset = share * scale.maxOffset;
          expect(offsetAt(scale, scrollAt(scale, offset))).toBeCloseTo(offset, 3);
        },
      ),
    );
  });
});
