import { describe, expect, it } from 'vitest';
import { pictureFrame, widthNeeded, zoomShare } from '../../../renderer/viewer/picture-frame.ts';

const stage = { width: 900, height: 600 };

describe('pictureFrame', () => {
  it('fits a landscape by its width and a portrait by its height', () => {
    expect(pictureFrame(stage, { width: 1800, height: 900 }, 'fit', 1)).toEqual({ width: 900, height: 450 });
    expect(pictureFrame(stage, { width: 900, height: 1200 }, 'fit', 1)).toEqual({ width: 450, height: 600 });
  });

  it('never enlarges a small picture', () => {
    expect(pictureFrame(stage, { width: 300, height: 200 }, 'fit', 2)).toEqual({ width: 300, height: 200 });
  });

  it('gives an unknown picture the largest square', () => {
    expect(pictureFrame(stage, null, 'fit', 1)).toEqual({ width: 600, height: 600 });
  });

  it('draws one pixel on one device pixel at actual size', () => {
    expect(pictureFrame(stage, { width: 1920, height: 1280 }, 'actual', 2)).toEqual({ width: 960, height: 640 });
  });
});

describe('widthNeeded', () => {
  it('multiplies by the pixel density', () => {
    expect(widthNeeded(stage, { width: 1920, height: 1280 }, 'fit', 2)).toBe(1800);
  });

  it('asks for the whole stage while the ratio is unknown', () => {
    expect(widthNeeded(stage, null, 'fit', 1.5)).toBe(1350);
  });

  it('asks for every pixel at actual size', () => {
    expect(widthNeeded(stage, { width: 1920, height: 1280 }, 'actual', 2)).toBe(1920);
  });
});

describe('zoomShare', () => {
  it('is 1 at actual size, whatever the density', () => {
    const picture = { width: 1920, height: 1280 };
    expect(zoomShare(pictureFrame(stage, picture, 'actual', 2), picture, 2)).toBe(1);
    expect(zoomShare({ width: 480, height: 320 }, picture, 1)).toBe(0.25);
  });

  it('is unknown for an unknown picture', () => {
    expect(zoomShare(stage, null, 1)).toBeNull();
  });
});
