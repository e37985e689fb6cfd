import { describe, expect, it } from 'vitest';
import { gifEndsEarly } from '../../../electron/pipeline/gif-end.ts';
import * as pictures from '../../support/pictures.ts';

describe('gifEndsEarly', () => {
  it('takes a whole GIF for whole, also with more behind its end', async () => {
    const content = await pictures.animatedGif({ width: 30, height: 20 });
    expect(gifEndsEarly(content)).toBe(false);
    expect(gifEndsEarly(Buffer.concat([content, Buffer.from('more')]))).toBe(false);
  });

  it('forgives only the missing trailer', () => {
    const content = pictures.repeatedGif(3);
    expect(gifEndsEarly(content.subarray(0, -1))).toBe(false);
    expect(gifEndsEarly(content.subarray(0, -2))).toBe(true);
  });

  it('case 39: notices every cut inside a block', async () => {
    const content = await pictures.gif({ width: 300, height: 200 });
    const firstBlock = 13 + 3 * 2 ** (((content[10] ?? 0) & 7) + 1);
    const unnoticed = [];
    for (let length = firstBlock + 1; length < content.length - 1; length += 1) {
      if (!gifEndsEarly(content.subarray(0, length))) unnoticed.push(length);
    }
    // Between its two or three blocks only.
    expect(unnoticed.length).toBeLessThanOrEqual(2);
  });
});
