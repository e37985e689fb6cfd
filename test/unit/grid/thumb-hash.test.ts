import fc from 'fast-check';
import { rgbaToThumbHash } from 'thumbhash';
import { describe, expect, it } from 'vitest';
import { decodeThumbHash, meanColour } from '../../../renderer/grid/thumb-hash.ts';
import { distance } from '../../support/pictures.ts';

const ORANGE = [240, 150, 30] as const;
const BLUE = [30, 70, 220] as const;
const WIDTH = 90;
const HEIGHT = 60;

/** Orange to the left, blue to the right. */
function hashOfHalves(): string {
  const rgba = new Uint8Array(WIDTH * HEIGHT * 4);
  for (let pixel = 0; pixel < WIDTH * HEIGHT; pixel += 1) {
    rgba.set([...(pixel % WIDTH < WIDTH / 2 ? ORANGE : BLUE), 255], pixel * 4);
  }
  return Buffer.from(rgbaToThumbHash(WIDTH, HEIGHT, rgba)).toString('base64');
}

describe('a ThumbHash', () => {
  it('becomes the blurred picture that it stands for, in its ratio', () => {
    const picture = decodeThumbHash(hashOfHalves());
    if (picture === null) throw new Error('expected a picture');
    const { width, height, rgba } = picture;
    expect(rgba.length).toBe(width * height * 4);
    expect(width / height).toBeCloseTo(WIDTH / HEIGHT, 0);
    const middle = Math.floor(height / 2) * width;
    const at = (x: number) => [...rgba.subarray((middle + x) * 4, (middle + x) * 4 + 3)];
    expect(distance(at(2), ORANGE)).toBeLessThan(70);
    expect(distance(at(width - 3), BLUE)).toBeLessThan(70);
  });

  it('tells its mean colour', () => {
    const [red = 0, green = 0, blue = 0] = meanColour(hashOfHalves())?.match(/\d+/g)?.map(Number) ?? [];
    const mean = ORANGE.map((value, at) => (value + (BLUE[at] ?? 0)) / 2);
    expect(distance([red, green, blue], mean)).toBeLessThan(30);
  });

  it.each(['', 'AAAA', 'no base64 at all', '====', '한글'])('is not %j', (text) => {
    expect(decodeThumbHash(text)).toBeNull();
    expect(meanColour(text)).toBeNull();
  });

  it('is kept while it is asked for, however many others come', () => {
    const hash = hashOfHalves();
    const first = decodeThumbHash(hash);
    for (let other = 0; other < 2000; other += 1) {
      decodeThumbHash(Buffer.from(`another ${other}`).toString('base64'));
      if (other % 100 === 0) decodeThumbHash(hash);
    }
    expect(decodeThumbHash(hash)).toBe(first);
  });

  it('of whatever bytes becomes a picture that can be drawn, or none', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 30 }), (bytes) => {
        const hash = Buffer.from(bytes).toString('base64');
        const picture = decodeThumbHash(hash);
        if (picture !== null) {
          expect(Math.min(picture.width, picture.height)).toBeGreaterThan(0);
          expect(picture.width * picture.height).toBeLessThanOrEqual(32 * 32);
          expect(picture.rgba.length).toBe(picture.width * picture.height * 4);
        }
        expect(meanColour(hash) ?? 'rgb(0 0 0 / 1)').toMatch(/^rgb\(\d+ \d+ \d+ \/ [\d.]+\)$/);
      }),
      { numRuns: 500, examples: [[Uint8Array.of(0, 0, 0, 0, 0, 0)], [Uint8Array.of(0, 0, 0, 0, 0x80, 0)]] },
    );
  });

  it('is decoded once for as long as it is kept', () => {
    const hash = hashOfHalves();
    const first = decodeThumbHash(hash);
    expect(decodeThumbHash(hash)).toBe(first);
    for (let other = 0; other < 600; other += 1) decodeThumbHash(Buffer.from(`other ${other}`).toString('base64'));
    expect(decodeThumbHash(hash)).not.toBe(first);
    expect(decodeThumbHash(hash)).toEqual(first);
  });
});
