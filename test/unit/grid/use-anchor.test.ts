import { describe, expect, it } from 'vitest';
import { boxOf, layOut } from '../../../renderer/grid/layout.ts';
import { topIndex } from '../../../renderer/grid/use-anchor.ts';

const VIEW_HEIGHT = 600;
const layout = layOut([40, 300], 1000, 160);

describe('the place that a window is held at', () => {
  it('is none in an empty grid', () => {
    expect(topIndex(layOut([], 1000, 160), 0, VIEW_HEIGHT)).toBe(0);
  });

  it('keeps its line where a picture before it comes or goes, wherever the window stands', () => {
    const last = layout.count - layout.columns;
    for (let index = 0; index < last; index += layout.columns + 1) {
      const offset = boxOf(layout, index)?.top ?? 0;
      const held = topIndex(layout, offset, VIEW_HEIGHT);
      const top = boxOf(layout, held)?.top;
      expect(top).toBe(offset);
      for (const beside of [held - 1, held + 1]) expect(boxOf(layout, beside)?.top).toBe(top);
    }
  });
});
