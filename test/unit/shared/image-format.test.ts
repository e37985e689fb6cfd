import { describe, expect, it } from 'vitest';
import { formatIds, formatOfExtension, imageFormats } from '../../../shared/image-format.ts';

describe('the table of image formats', () => {
  it('describes every format under its own id', () => {
    expect(Object.keys(imageFormats)).toEqual([...formatIds]);
    for (const id of formatIds) expect(imageFormats[id].id).toBe(id);
  });

  it('gives each extension to one format only', () => {
    const all = formatIds.flatMap((id) => imageFormats[id].extensions);
    expect(new Set(all).size).toBe(all.length);
  });

  it('holds a default inside the range where there is a quality', () => {
    const withQuality = formatIds.filter((id) => imageFormats[id].quality !== null);
    expect(withQuality).toEqual(['jpeg', 'webp', 'avif']);
    for (const id of withQuality) {
      const quality = imageFormats[id].quality;
      expect(quality?.default).toBeGreaterThanOrEqual(quality?.min ?? Number.NaN);
      expect(quality?.default).toBeLessThanOrEqual(quality?.max ?? Number.NaN);
    }
  });

  it('knows what JPEG drops and what TIFF cannot be shown as', () => {
    expect(imageFormats.jpeg.alpha).toBe(false);
    expect(formatIds.filter((id) => imageFormats[id].animation)).toEqual(['webp', 'gif']);
    expect(formatIds.filter((id) => !imageFormats[id].shownByBrowser)).toEqual(['tiff']);
  });
});

describe('formatOfExtension', () => {
  it('finds a format by any of its extensions in any case', () => {
    expect(formatOfExtension('jpg')).toBe('jpeg');
    expect(formatOfExtension('JPEG')).toBe('jpeg');
    expect(formatOfExtension('tif')).toBe('tiff');
  });

  it('answers null for no format of ours', () => {
    for (const extension of ['', 'svg', 'heic', 'pdf', 'constructor', '.png']) {
      expect(formatOfExtension(extension)).toBeNull();
    }
  });
});
