import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contentDisposition } from '../../../electron/s3/content-disposition.ts';

/** The name that a browser takes from the header (RFC 6266, 4.3: the extended form is preferred). */
function nameIn(header: string): { plain: string; full: string } {
  const [, plain, extended] = /^attachment; filename="([^"\\]*)"(?:; filename\*=UTF-8''(\S+))?$/.exec(header) ?? [];
  if (plain === undefined) throw new Error(`expected a content disposition but received ${header}`);
  return { plain, full: extended === undefined ? plain : decodeURIComponent(extended) };
}

describe('a content disposition', () => {
  it('names a plain file plainly', () => {
    expect(contentDisposition('photo_512.webp')).toBe('attachment; filename="photo_512.webp"');
  });

  it('names a Korean file in full, and in ASCII for what is older', () => {
    expect(contentDisposition('여름 1_512.webp')).toBe(
      `attachment; filename="__ 1_512.webp"; filename*=UTF-8''%EC%97%AC%EB%A6%84%201_512.webp`,
    );
  });

  it('cannot be broken out of by quotes, percent signs, line ends or lone surrogates', () => {
    const header = contentDisposition('a"; filename="b.exe\r\nSet-Cookie: x%41\ud800.png');
    expect(header).toMatch(/^[\u0020-\u007e]*$/);
    expect(nameIn(header)).toEqual({
      plain: 'a_; filename=_b.exe__Set-Cookie: x_41_.png',
      full: 'a"; filename="b.exe\r\nSet-Cookie: x%41_.png',
    });
  });

  it('gives every name back, in printable ASCII', () => {
    const anyName = fc.string({ unit: 'binary', minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(anyName, (name) => {
        const header = contentDisposition(name);
        expect(header).toMatch(/^[\u0020-\u007e]*$/);
        expect(nameIn(header).full).toBe(name);
      }),
    );
  });
});
