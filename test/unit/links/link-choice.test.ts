import { describe, expect, it } from 'vitest';
import { downloadName, endsEarly, linkVariant } from '../../../renderer/links/link-choice.ts';
import type { VariantSize } from '../../../shared/object-key.ts';
import type { GroupDetails } from '../../../shared/pictures.ts';

const stem = 'post/f06bb30d-c640-41bc-b287-9b22111ac762';
const variant = (size: VariantSize) => ({ size, key: `${stem}_${size}.webp`, bytes: 10 });
const group = (sizes: VariantSize[], originalName: string | null = '바다의 아침'): GroupDetails => ({
  groupId: 1,
  state: 'complete',
  modified: 0,
  name: originalName ?? 'f06bb30d',
  version: '1',
  placeholder: null,
  album: 'post/',
  foreign: false,
  originalName,
  nameEdited: false,
  originalExtension: 'jpg',
  source: null,
  variants: sizes.map(variant),
});

describe('what a link leads to', () => {
  it('is the largest stored size until another is chosen', () => {
    const whole = group([1920, 1024, 512, 'thumbnail']);
    expect(linkVariant(whole, null)?.size).toBe(1920);
    expect(linkVariant(whole, 512)?.size).toBe(512);
    expect(linkVariant(whole, 'thumbnail')?.size).toBe('thumbnail');
  });

  it('is the largest again where the wanted size is gone, the thumbnail where it alone is left, and nothing of nothing', () => {
    expect(linkVariant(group([1024, 'thumbnail']), 1920)?.size).toBe(1024);
    expect(linkVariant(group(['thumbnail']), null)?.size).toBe('thumbnail');
    expect(linkVariant(group([]), null)).toBeNull();
  });

  it('downloads under the original name with its size, in the format that is stored', () => {
    expect(downloadName(group([1920]), variant(1920))).toBe('바다의 아침_1920.webp');
    expect(downloadName(group([1920], null), variant(1920))).toBe('f06bb30d-c640-41bc-b287-9b22111ac762_1920.webp');
  });
});

describe('the end of a link', () => {
  const askedAt = Date.UTC(2026, 10, 22);

  it('is as asked for, give or take the moments that signing takes', () => {
    expect(endsEarly(askedAt + 3_600_000, askedAt, 3600)).toBe(false);
    expect(endsEarly(askedAt + 3_600_900, askedAt, 3600)).toBe(false);
    expect(endsEarly(askedAt + 3_599_000, askedAt, 3600)).toBe(false);
  });

  it('is early where the keys expire before it', () => {
    expect(endsEarly(askedAt + 1_800_000, askedAt, 3600)).toBe(true);
  });
});
