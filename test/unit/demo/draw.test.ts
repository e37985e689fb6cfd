import { describe, expect, it } from 'vitest';
import { demoPictures } from '../../../electron/demo/demo-pictures.ts';
import { draw } from '../../../electron/demo/draw.ts';
import { mix } from '../../../electron/demo/draw-colour.ts';
import { seededRandom } from '../../../electron/demo/draw-random.ts';
import { drawFrames } from '../../../electron/demo/draw-source.ts';

describe('drawing', () => {
  it('draws the same picture for the same seed and another for another', () => {
    const drawing = { scene: 'city', palette: 'blue', seed: 1, width: 300, height: 200 } as const;
    expect(draw(drawing)).toBe(draw(drawing));
    expect(draw({ ...drawing, seed: 2 })).not.toBe(draw(drawing));
  });

  it('makes a document of the asked size with nothing in it that is no number', () => {
    for (const picture of demoPictures) {
      const [document = ''] = drawFrames(picture);
      expect(
        document.startsWith(
          `<svg xmlns="http://www.w3.org/2000/svg" width="${picture.width}" height="${picture.height}"`,
        ),
      ).toBe(true);
      expect(document).not.toMatch(/NaN|undefined|Infinity|\[object/);
    }
  });

  it('draws no two pictures of the bucket alike', () => {
    const documents = demoPictures.map((picture) => drawFrames(picture)[0]);
    expect(new Set(documents).size).toBe(demoPictures.length);
  });

  it('moves the frames of an animation', () => {
    const frames = demoPictures.filter(({ animated }) => animated).flatMap(drawFrames);
    expect(frames.length).toBeGreaterThan(1);
    expect(new Set(frames).size).toBe(frames.length);
  });
});

describe('mixing colours', () => {
  it('gives either end at 0 and 1, and beyond them', () => {
    expect(mix('#102030', '#a0b0c0', 0)).toBe('#102030');
    expect(mix('#102030', '#a0b0c0', 1)).toBe('#a0b0c0');
    expect(mix('#102030', '#a0b0c0', -1)).toBe('#102030');
    expect(mix('#102030', '#a0b0c0', 2)).toBe('#a0b0c0');
  });
});

describe('seeded random numbers', () => {
  it('repeat for a seed, differ between seeds and stay from 0 to 1', () => {
    const take = (seed: number) => Array.from({ length: 200 }, seededRandom(seed));
    expect(take(3)).toEqual(take(3));
    expect(take(3)).not.toEqual(take(4));
    expect(take(3).every((value) => value >= 0 && value < 1)).toBe(true);
  });
});
