import { describe, expect, it } from 'vitest';
import { sniff } from '../../../electron/pipeline/sniff.ts';
import * as pictures from '../../support/pictures.ts';

const small = { width: 20, height: 10 };
const accepted = (format: string) => ({ kind: 'accepted', format });
const unsupported = (label: string) => ({ kind: 'unsupported', label });

/** A little-endian TIFF whose first directory has these tags (LONG, one value each). */
function tiffWith(tags: readonly (readonly [tag: number, value: number])[]): Buffer {
  const content = Buffer.alloc(8 + 2 + tags.length * 12 + 4);
  content.write('II*\0', 'latin1');
  content.writeUInt32LE(8, 4);
  content.writeUInt16LE(tags.length, 8);
  for (const [index, [tag, value]] of tags.entries()) {
    const at = 10 + index * 12;
    content.writeUInt16LE(tag, at);
    content.writeUInt16LE(4, at + 2);
    content.writeUInt32LE(1, at + 4);
    content.writeUInt32LE(value, at + 8);
  }
  return content;
}

describe('sniff', () => {
  it('knows every accepted format by its content', async () => {
    expect(sniff(await pictures.jpeg(small))).toEqual(accepted('jpeg'));
    expect(sniff(await pictures.png(small))).toEqual(accepted('png'));
    expect(sniff(await pictures.webp(small))).toEqual(accepted('webp'));
    expect(sniff(await pictures.avif(small))).toEqual(accepted('avif'));
    expect(sniff(await pictures.tiff(small))).toEqual(accepted('tiff'));
    expect(sniff(await pictures.gif(small))).toEqual(accepted('gif'));
  });

  it('case 39: tells HEIC from AVIF by the brands of its container', () => {
    expect(sniff(pictures.brandedFile('heic', ['mif1', 'heic']))).toEqual(unsupported('HEIC'));
    expect(sniff(pictures.brandedFile('mif1', ['miaf', 'heic']))).toEqual(unsupported('HEIC'));
    expect(sniff(pictures.brandedFile('mif1', ['avif', 'miaf']))).toEqual(accepted('avif'));
    expect(sniff(pictures.brandedFile('avif'))).toEqual(accepted('avif'));
    expect(sniff(pictures.brandedFile('crx '))).toEqual(unsupported('RAW'));
  });

  it('takes a film in the same container for no image', () => {
    expect(sniff(pictures.brandedFile('isom', ['mp42', 'avc1']))).toBeNull();
  });

  it('case 39: knows an SVG behind a byte order mark, a declaration, comments and a document type', () => {
    expect(sniff(pictures.svg)).toEqual(unsupported('SVG'));
    const dressed = `\uFEFF <?xml version="1.0"?>\n<!-- a <b> -->\n<!DOCTYPE svg [<!ENTITY x "y">]>\n<svg:svg>`;
    expect(sniff(Buffer.from(dressed))).toEqual(unsupported('SVG'));
    expect(sniff(Buffer.from('\uFEFF<svg width="1"/>', 'utf16le'))).toEqual(unsupported('SVG'));
  });

  it('takes a page that holds an SVG for no image', () => {
    expect(sniff(Buffer.from('<!DOCTYPE html><html><svg></svg></html>'))).toBeNull();
  });

  it('ends on hostile text that looks like the start of an SVG for ever', () => {
    expect(sniff(Buffer.from('<!--'.repeat(100_000)))).toBeNull();
    expect(sniff(Buffer.from(`${'<?x?> '.repeat(100_000)}`))).toBeNull();
  });

  it('case 39: names what it knows and does not read', () => {
    expect(sniff(Buffer.from('%PDF-1.7\n'))).toEqual(unsupported('PDF'));
    expect(sniff(Buffer.from('08f2a6b600000000', 'hex'))).toEqual(unsupported('VIPS'));
    expect(sniff(Buffer.from('b6a6f20800000000', 'hex'))).toEqual(unsupported('VIPS'));
    expect(sniff(Buffer.from('ff0a000000000000', 'hex'))).toEqual(unsupported('JPEG XL'));
    expect(sniff(Buffer.from('8BPS\0\x01'))).toEqual(unsupported('Photoshop'));
  });

  it('tells a camera raw file from the TIFF that it is built as', () => {
    expect(sniff(tiffWith([[256, 100]]))).toEqual(accepted('tiff'));
    expect(sniff(tiffWith([[50_706, 4]]))).toEqual(unsupported('DNG'));
    expect(
      sniff(
        tiffWith([
          [254, 1],
          [330, 64],
        ]),
      ),
    ).toEqual(unsupported('RAW'));
    expect(sniff(tiffWith([[254, 1]]))).toEqual(accepted('tiff'));
  });

  it('takes anything else for no image, down to an empty file', () => {
    for (const text of ['', 'B', 'BM', 'II*', 'RIFF\0\0\0\0WAVE', 'hello', '\xff\xd8']) {
      expect(sniff(Buffer.from(text, 'latin1'))).toBeNull();
    }
  });
});
