import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changeExif } from '../../../electron/pipeline/exif-block.ts';
import { cameraBlock, MAKER_TEXT } from '../../support/camera-exif.ts';

const size = { width: 60, height: 40 };
const thumbnail = Buffer.from('a small picture of all of it');
const block = () => cameraBlock({ width: 600, height: 400 }, 6, thumbnail);

/** The tags of a directory of a little-endian block, and where the next directory is. */
function directory(content: Buffer, at: number): { tags: number[]; next: number } {
  const count = content.readUInt16LE(at);
  const tags = Array.from({ length: count }, (_, index) => content.readUInt16LE(at + 2 + index * 12));
  return { tags, next: content.readUInt32LE(at + 2 + count * 12) };
}

describe('changeExif', () => {
  it('takes the place, the maker’s note and the thumbnail out, and leaves no byte of them', () => {
    const content = block();
    expect(changeExif(content, { size, withoutLocation: true })).toBe(true);
    expect(content.length).toBe(block().length);
    expect(directory(content, 8)).toEqual({
      tags: [0x0100, 0x0101, 0x010f, 0x0110, 0x0112, 0x8298, 0x8769],
      next: 0,
    });
    expect(content.includes(MAKER_TEXT)).toBe(false);
    expect(content.includes(thumbnail)).toBe(false);
    expect(content.includes('Model 7')).toBe(true);
  });

  it('keeps the place and the maker’s note where they were, and only the thumbnail goes', () => {
    const content = block();
    expect(changeExif(content, { size, withoutLocation: false })).toBe(true);
    expect(directory(content, 8).tags).toContain(0x8825);
    expect(content.indexOf(MAKER_TEXT)).toBe(block().indexOf(MAKER_TEXT));
    expect(content.includes(thumbnail)).toBe(false);
  });

  it('tells of the picture as it is now: upright, and of its own size', () => {
    const content = block();
    expect(changeExif(content, { size, withoutLocation: false })).toBe(true);
    const { tags } = directory(content, 8);
    const numberOf = (tag: number): number => {
      const entry = 10 + tags.indexOf(tag) * 12;
      return content.readUInt16LE(entry + 2) === 3 ? content.readUInt16LE(entry + 8) : content.readUInt32LE(entry + 8);
    };
    expect([0x0100, 0x0101, 0x0112].map(numberOf)).toEqual([size.width, size.height, 1]);
  });

  it('takes a block with the prefix that JPEG puts in front of it', () => {
    const content = Buffer.concat([Buffer.from('Exif\0\0'), block()]);
    expect(changeExif(content, { size, withoutLocation: true })).toBe(true);
    expect(content.toString('latin1', 0, 4)).toBe('Exif');
    expect(content.includes(MAKER_TEXT)).toBe(false);
  });

  it('refuses what is no block, is cut off or overlaps itself', () => {
    const wanted = { size, withoutLocation: true };
    expect(changeExif(Buffer.alloc(0), wanted)).toBe(false);
    expect(changeExif(Buffer.from('no block at all, but long enough'), wanted)).toBe(false);
    expect(changeExif(block().subarray(0, 60), wanted)).toBe(false);
    const overlapping = block();
    const entries = overlapping.readUInt16LE(8);
    for (let entry = 0; entry < entries; entry += 1) {
      // Ten copies of a maker's note, each of them as long as the whole block.
      const at = 10 + entry * 12;
      overlapping.writeUInt16LE(0x927c, at);
      overlapping.writeUInt16LE(7, at + 2);
      overlapping.writeUInt32LE(overlapping.length - 8, at + 4);
      overlapping.writeUInt32LE(8, at + 8);
    }
    expect(changeExif(overlapping, wanted)).toBe(false);
  });

  it('never fails otherwise, grows or takes long, whatever the bytes', () => {
    const mutation = fc.array(fc.tuple(fc.nat(block().length - 1), fc.nat(255)), { maxLength: 12 });
    fc.assert(
      fc.property(mutation, fc.boolean(), (changes, withoutLocation) => {
        const content = block();
        for (const [at, value] of changes) content[at] = value;
        const before = performance.now();
        const read = changeExif(content, { size, withoutLocation });
        expect(performance.now() - before).toBeLessThan(1000);
        expect(content.length).toBe(block().length);
        if (!read || !withoutLocation || content.toString('latin1', 0, 2) !== 'II') return;
        const { tags, next } = directory(content, content.readUInt32LE(4));
        expect(tags).not.toContain(0x8825);
        expect(next).toBe(0);
      }),
      { numRuns: 3000, seed: 5 },
    );
  });
});
