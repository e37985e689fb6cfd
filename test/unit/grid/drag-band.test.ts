import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Band, bandBetween, edgeSpeed, idsIn, placesIn } from '../../../renderer/grid/drag-band.ts';
import { boxOf, type GridLayout, layOut } from '../../../renderer/grid/layout.ts';

const layouts = fc
  .tuple(
    fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 6 }),
    fc.integer({ min: 200, max: 1200 }),
    fc.integer({ min: 96, max: 320 }),
  )
  .map(([counts, width, cell]) => layOut(counts, width, cell));
const corner = fc.record({ x: fc.integer({ min: -40, max: 1300 }), y: fc.integer({ min: -40, max: 9000 }) });

const touches = (layout: GridLayout, band: Band, index: number): boolean => {
  const box = boxOf(layout, index);
  if (box === null) throw new Error(`expected a cell but received none for ${index}`);
  return (
    box.left <= band.right &&
    box.left + box.width > band.left &&
    box.top <= band.bottom &&
    box.top + box.height > band.top
  );
};

describe('a band drawn over the grid', () => {
  it('selects exactly the cells that it touches', () => {
    fc.assert(
      fc.property(layouts, corner, corner, (layout, a, b) => {
        const band = bandBetween(a, b);
        const touched = Array.from({ length: layout.count }, (_, index) => index).filter((index) =>
          touches(layout, band, index),
        );
        const places = placesIn(layout, band);
        expect(places).toEqual(touched.length === 0 ? null : { from: touched[0], end: (touched.at(-1) ?? 0) + 1 });
        if (places === null) return;
        const ids = Uint32Array.from({ length: places.end - places.from }, (_, at) => 10_000 + places.from + at);
        expect([...idsIn(layout, band, places.from, ids)]).toEqual(touched.map((index) => 10_000 + index));
      }),
    );
  });

  it('selects nothing where there is no cell', () => {
    const layout = layOut([3], 988, 160);
    expect(placesIn(layout, { left: 0, top: 0, right: 900, bottom: 20 })).toBeNull();
    expect(placesIn(layout, { left: 700, top: 0, right: 900, bottom: 200 })).toBeNull();
  });
});

describe('the speed at the window’s edges', () => {
  it('is none in the middle, up at the upper edge and down at the lower', () => {
    expect(edgeSpeed(400, 800, 5)).toBe(0);
    expect(edgeSpeed(10, 800, 0)).toBeLessThan(0);
    expect(edgeSpeed(790, 800, 0)).toBeGreaterThan(0);
  });

  it('grows outside of the window and with time, until a million pictures take seconds', () => {
    expect(edgeSpeed(850, 800, 0)).toBeGreaterThan(edgeSpeed(790, 800, 0));
    expect(edgeSpeed(790, 800, 3)).toBeGreaterThan(edgeSpeed(790, 800, 1));
    expect(edgeSpeed(850, 800, 60)).toBe(edgeSpeed(850, 800, 90));
  });
});
