import { describe, expect, it } from 'vitest';
import { demoDate, demoPictures, demoUuid, sourcePicture } from '../../../electron/demo/demo-pictures.ts';
import { parseKey, variantKey } from '../../../shared/object-key.ts';

const NOW = Date.UTC(2026, 10, 21, 12);

describe('the pictures of the demo bucket', () => {
  it('are at least 60 groups in exactly 4 albums', () => {
    expect(demoPictures.length).toBeGreaterThanOrEqual(60);
    expect(new Set(demoPictures.map(({ album }) => album)).size).toBe(4);
  });

  it('come in every shape: landscape, portrait, square, panorama, and one narrower than the smallest width', () => {
    const ratios = demoPictures.map(({ width, height }) => width / height);
    expect(ratios.some((ratio) => ratio > 1 && ratio < 2)).toBe(true);
    expect(ratios.some((ratio) => ratio < 1)).toBe(true);
    expect(ratios).toContain(1);
    expect(ratios.some((ratio) => ratio >= 3)).toBe(true);
    expect(demoPictures.some(({ width }) => width < 512)).toBe(true);
    expect(demoPictures.some(({ width }) => width > 1920)).toBe(true);
  });

  it('have one animation, some with alpha, and one that lies on its side', () => {
    expect(demoPictures.filter(({ animated }) => animated)).toHaveLength(1);
    expect(
      demoPictures.filter(({ scene, format }) => scene === 'cutFlower' && format === 'png').length,
    ).toBeGreaterThan(1);
    expect(demoPictures.some(({ sideways }) => sideways)).toBe(true);
  });

  it('have names in Korean and Japanese, with emoji, spaces and dots, each its own', () => {
    const names = demoPictures.map(({ fileName }) => fileName);
    expect(new Set([...names, sourcePicture.fileName]).size).toBe(names.length + 1);
    for (const kind of [/\p{Script=Hangul}/u, /\p{Script=Hiragana}/u, /\p{Emoji_Presentation}/u, / /, /\..*\./]) {
      expect(names.some((name) => kind.test(name))).toBe(true);
    }
  });

  it('get uuids of the layout that differ from one another and stay the same', () => {
    const uuids = demoPictures.map(({ index }) => demoUuid(index));
    expect(new Set(uuids).size).toBe(uuids.length);
    expect(demoUuid(7)).toBe(demoUuid(7));
    for (const uuid of uuids) expect(parseKey(variantKey('post/', uuid, 512))).toMatchObject({ kind: 'group', uuid });
  });

  it('are dated newest first, in whole seconds, over about two years', () => {
    const dates = demoPictures.map(({ index }) => demoDate(index, NOW));
    expect(dates).toEqual([...dates].sort((a, b) => b - a));
    expect(new Set(dates).size).toBe(dates.length);
    expect(dates.every((date) => date < NOW && date % 1000 === 0)).toBe(true);
    const months = new Set(dates.map((date) => new Date(date).toISOString().slice(0, 7)));
    expect(months.size).toBeGreaterThan(15);
  });
});
