import { describe, expect, it } from 'vitest';
import { defaultChoice, extensionOfKey, savableVariants } from '../../../renderer/save/default-choice.ts';

const webp = { key: 'post/f06bb30d-c640-41bc-b287-9b22111ac762_1024.webp' };
const own = (originalExtension: string | null) => ({ originalExtension, foreign: false });

describe('defaultChoice', () => {
  it.each([
    ['jpg', 'jpeg'],
    ['JPEG', 'jpeg'],
    ['png', 'png'],
    ['tif', 'tiff'],
    ['gif', 'gif'],
    ['avif', 'avif'],
  ] as const)('gives a picture uploaded as %s back as %s', (extension, format) => {
    expect(defaultChoice(own(extension), webp)).toBe(format);
  });

  it('is PNG where the original extension cannot be written or is unknown', () => {
    expect(defaultChoice(own('heic'), webp)).toBe('png');
    expect(defaultChoice(own(''), webp)).toBe('png');
    expect(defaultChoice(own(null), webp)).toBe('png');
  });

  it('is the stored bytes where they already are in that format', () => {
    expect(defaultChoice(own('webp'), webp)).toBe('as-stored');
    expect(defaultChoice({ originalExtension: null, foreign: true }, { key: 'camera/IMG_1.JPG' })).toBe('as-stored');
  });

  it('is PNG for a foreign image whose key tells of no format', () => {
    expect(defaultChoice({ originalExtension: null, foreign: true }, { key: 'camera/IMG_1' })).toBe('png');
  });

  it('prefers an imported extension to the key of a foreign image', () => {
    expect(defaultChoice({ originalExtension: 'gif', foreign: true }, { key: 'a/b.png' })).toBe('gif');
  });
});

describe('extensionOfKey', () => {
  it('looks at the last part of the key only', () => {
    expect(extensionOfKey('v1.2/name')).toBe('');
    expect(extensionOfKey('a/b.tar.gz')).toBe('gz');
    expect(extensionOfKey('a/.png')).toBe('');
    expect(extensionOfKey('')).toBe('');
  });
});

describe('savableVariants', () => {
  it('leaves the thumbnail out, largest first', () => {
    const variants = [1920, 512, 'thumbnail'].map((size) => ({ size: size as number, key: '', bytes: 1 }));
    expect(savableVariants({ variants }).map(({ size }) => size)).toEqual([1920, 512]);
  });
});
