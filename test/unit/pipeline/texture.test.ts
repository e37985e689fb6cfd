import { describe, expect, it } from 'vitest';
import { type Brightness, isTextureEven } from '../../../electron/pipeline/texture.ts';

const WIDTH = 64;

/** Rows of stripes, each as much brighter at every other pixel as `contrast` says for its place in the picture (0 to 1). */
function striped(height: number, contrast: (place: number) => number): Brightness {
  const content = new Uint8Array(WIDTH * height);
  for (let at = 0; at < content.length; at++) {
    const row = Math.floor(at / WIDTH);
    content[at] = 100 + (at % 2) * contrast(row / height);
  }
  return { content, width: WIDTH, height };
}

describe('isTextureEven', () => {
  it('holds for a picture that is alike all over', () => {
    expect(isTextureEven(striped(64, () => 40))).toBe(true);
  });

  it('holds while the top differs by no more than a quarter', () => {
    expect(isTextureEven(striped(64, (place) => (place < 0.25 ? 34 : 40)))).toBe(true);
    expect(isTextureEven(striped(64, (place) => (place < 0.25 ? 50 : 40)))).toBe(true);
  });

  it('does not hold under a sky, nor over a floor that shows nothing', () => {
    expect(isTextureEven(striped(64, (place) => (place < 0.3 ? 2 : 40)))).toBe(false);
    expect(isTextureEven(striped(64, (place) => (place < 0.3 ? 40 : 2)))).toBe(false);
  });

  it('tells steps down as well as steps aside', () => {
    const rows = (from: number): Brightness => {
      const content = new Uint8Array(WIDTH * 64);
      for (let at = from * WIDTH; at < content.length; at++) content[at] = (Math.floor(at / WIDTH) % 2) * 50;
      return { content, width: WIDTH, height: 64 };
    };
    expect(isTextureEven(rows(0))).toBe(true);
    expect(isTextureEven(rows(20))).toBe(false);
  });

  it('does not hold where there is nothing to go by: one colour, a low panorama, a single column', () => {
    expect(isTextureEven(striped(64, () => 0))).toBe(false);
    expect(isTextureEven(striped(31, () => 40))).toBe(false);
    expect(isTextureEven({ content: new Uint8Array(64).fill(9), width: 1, height: 64 })).toBe(false);
  });
});
