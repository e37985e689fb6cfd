import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { etagOfParts, planParts } from '../../../electron/s3/parts.ts';
import { DEFAULT_UPLOAD_LIMITS, MAX_PARTS, MIN_PART_BYTES, partBytesFor } from '../../../electron/s3/upload-limits.ts';

const MEBIBYTE = 1024 * 1024;
const TEBIBYTE = MEBIBYTE * MEBIBYTE;

describe('the parts of an object', () => {
  it('cover it without gap or overlap, none of them empty', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5_000 }), fc.integer({ min: 1, max: 700 }), (bytes, partBytes) => {
        const parts = planParts(bytes, partBytes);
        expect(parts.map(({ number }) => number)).toEqual(parts.map((_, index) => index + 1));
        expect(parts[0]?.from).toBe(0);
        expect(parts.at(-1)?.to).toBe(bytes);
        parts.forEach(({ from, to }, index) => {
          expect(to).toBeGreaterThan(from);
          expect(from).toBe(parts[index - 1]?.to ?? 0);
          if (index < parts.length - 1) expect(to - from).toBe(partBytes);
        });
      }),
    );
  });

  it.each([64 * MEBIBYTE, 80_000 * MEBIBYTE, 80_000 * MEBIBYTE + 1, 5 * TEBIBYTE])(
    'are no more than 10,000 and no smaller than S3 takes, for %i bytes',
    (bytes) => {
      const partBytes = partBytesFor(bytes, DEFAULT_UPLOAD_LIMITS.partBytes);
      expect(Math.ceil(bytes / partBytes)).toBeLessThanOrEqual(MAX_PARTS);
      expect(partBytes).toBeGreaterThanOrEqual(MIN_PART_BYTES);
    },
  );

  it('have together the ETag that S3 gives them', () => {
    const md5 = (text: string): string => createHash('md5').update(text).digest('hex');
    const parts = ['a', 'b'].map((text, index) => ({ number: index + 1, bytes: 1, etag: 'any', md5: md5(text) }));
    const both = Buffer.from(md5('a') + md5('b'), 'hex');
    expect(etagOfParts(parts)).toBe(`${createHash('md5').update(both).digest('hex')}-2`);
  });
});
