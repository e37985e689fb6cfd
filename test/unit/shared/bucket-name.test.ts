import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BucketNameProblem, bucketNameProblem, bucketNameWarning } from '../../../shared/bucket-name.ts';

describe('the name of a new bucket', () => {
  it.each(['abc', 'my-photos', 'my.photos.2026', '1st', 'a'.repeat(63)])('may be %s', (name) => {
    expect(bucketNameProblem(name)).toBeNull();
  });

  it.each([
    ['', 'too-short'],
    ['ab', 'too-short'],
    ['a'.repeat(64), 'too-long'],
    ['My-photos', 'capitals'],
    ['my_photos', 'characters'],
    ['my photos', 'characters'],
    ['사진들', 'characters'],
    ['s3://photos', 'characters'],
    ['-photos', 'ends'],
    ['.photos', 'ends'],
    ['photos-', 'ends'],
    ['photos.', 'ends'],
    ['my..photos', 'two-dots'],
    ['192.168.5.4', 'ip-address'],
    ['xn--photos', 'reserved-prefix'],
    ['sthree-photos', 'reserved-prefix'],
    ['sthree-configurator', 'reserved-prefix'],
    ['amzn-s3-demo-bucket', 'reserved-prefix'],
    ['photos-s3alias', 'reserved-suffix'],
    ['photos--ol-s3', 'reserved-suffix'],
    ['photos.mrap', 'reserved-suffix'],
    ['photos--x-s3', 'reserved-suffix'],
    ['photos--table-s3', 'reserved-suffix'],
  ] satisfies [string, BucketNameProblem][])('cannot be %j: %s', (name, problem) => {
    expect(bucketNameProblem(name)).toBe(problem);
  });

  it('is found too short, or not ended, only where typing on can mend it', () => {
    expect(bucketNameProblem('m')).toBe('too-short');
    expect(bucketNameProblem('my-')).toBe('ends');
    expect(bucketNameProblem('my-p')).toBeNull();
  });

  it('is never one that DNS could not carry as a label before a host name', () => {
    const drawn = fc.string({ unit: fc.constantFrom(...'ab19.-_A 한'), maxLength: 70 });
    fc.assert(
      fc.property(drawn, (name) => {
        if (bucketNameProblem(name) !== null) return;
        expect(new URL(`https://${name}.s3.amazonaws.com/`).hostname).toBe(`${name}.s3.amazonaws.com`);
        expect(name.length).toBeLessThanOrEqual(63);
      }),
    );
  });

  it('is warned of where dots part it from the server’s certificate', () => {
    expect(bucketNameWarning('my.photos')).toBe('dots');
    expect(bucketNameWarning('my-photos')).toBeNull();
  });
});
