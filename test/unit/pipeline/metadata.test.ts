import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import exifr from 'exifr';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { convert } from '../../../electron/pipeline/convert.ts';
import type { FormatId } from '../../../shared/image-format.ts';
import type { MetadataChoice } from '../../../shared/save-choice.ts';
import { cameraBlock, iptcTexts, MAKER_TEXT, withIptc, withMetadata } from '../../support/camera-exif.ts';
import * as pictures from '../../support/pictures.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const upright = { width: 120, height: 80 };
const stored = { width: 80, height: 120 };
const going = new AbortController().signal;
const withExif = ['jpeg', 'png', 'webp', 'avif'] as const;
const withXmp = [...withExif, 'tiff'] as const;

let thumbnail: Buffer;
let phone: Buffer;

beforeAll(async () => {
  // A result is changed in memory after it was looked at.
  sharp.cache(false);
  thumbnail = await pictures.jpeg({ width: 16, height: 24 });
  phone = withMetadata(await pictures.orientedJpeg(upright, 6), cameraBlock(stored, 6, thumbnail));
});

async function saved(format: FormatId, metadata: MetadataChoice, source = phone, maxWidth = 60): Promise<Buffer> {
  const folder = await temporaryFolder();
  const inputPath = await pictures.placed(folder, 'input', source);
  const outputPath = join(folder, 'output');
  await convert({ inputPath, outputPath, format, quality: null, metadata, maxWidth }, going);
  return readFile(outputPath);
}

/** All EXIF of a file of whatever format, by directory. */
async function exifOf(content: Buffer): Promise<Record<string, Record<string, unknown> | undefined>> {
  const { exif } = await sharp(content).metadata();
  if (exif === undefined) return {};
  const block = exif.toString('latin1', 0, 4) === 'Exif' ? exif.subarray(6) : exif;
  return exifr.parse(block, { mergeOutput: false, ifd1: true, makerNote: true, gps: true, tiff: true });
}

const xmpOf = async (content: Buffer): Promise<string> => (await sharp(content).metadata()).xmp?.toString() ?? '';

describe('the metadata of a save', () => {
  it('starts from a picture that really tells its place, its camera and how it was held', async () => {
    const { ifd0, gps, ifd1 } = await exifOf(phone);
    expect(ifd0).toMatchObject({ Make: 'Maker', ImageWidth: 80 });
    expect(gps?.latitude).toBeCloseTo(37.566, 3);
    expect(ifd1?.ThumbnailLength).toBe(thumbnail.length);
    expect(phone.includes(thumbnail)).toBe(true);
  });

  it.each(withExif)(
    'keeps camera, date and place in a %s, and tells of the result’s own size and turn',
    async (format) => {
      const content = await saved(format, 'keep');
      const { ifd0, exif, gps, ifd1 } = await exifOf(content);
      expect(ifd0).toMatchObject({ Make: 'Maker', Model: 'Model 7', Copyright: 'Someone' });
      expect(ifd0).toMatchObject({ ImageWidth: 60, ImageHeight: 40, Orientation: 'Horizontal (normal)' });
      expect(exif).toMatchObject({ ExifImageWidth: 60, ExifImageHeight: 40, LensModel: 'Lens 35mm' });
      expect(exif?.DateTimeOriginal).toEqual(new Date('2024-05-06T07:08:09Z'));
      expect(gps?.latitude).toBeCloseTo(37.566, 3);
      expect(ifd1).toBeUndefined();
      expect(await sharp(content).metadata()).toMatchObject({ width: 60, height: 40 });
    },
  );

  it.each(withExif)('leaves the place out of a %s, and keeps camera and date', async (format) => {
    const content = await saved(format, 'without-location');
    const { ifd0, exif, gps, ifd1 } = await exifOf(content);
    expect(ifd0).toMatchObject({ Make: 'Maker', Model: 'Model 7', ImageWidth: 60, Orientation: 'Horizontal (normal)' });
    expect(exif?.DateTimeOriginal).toEqual(new Date('2024-05-06T07:08:09Z'));
    expect(exif?.LensModel).toBe('Lens 35mm');
    expect(gps).toBeUndefined();
    expect(ifd1).toBeUndefined();
    const place = Buffer.alloc(8);
    place.writeUInt32LE(5886);
    place.writeUInt32LE(100, 4);
    expect(phone.includes(place)).toBe(true);
    expect(content.includes(place)).toBe(false);
    expect(content.includes(MAKER_TEXT)).toBe(false);
  });

  it.each(['keep', 'without-location', 'none'] as const)(
    'never lets the old thumbnail survive (%s)',
    async (choice) => {
      for (const format of withXmp) {
        const content = await saved(format, choice);
        expect(content.includes(thumbnail)).toBe(false);
        expect(await exifr.thumbnail(content).catch(() => undefined)).toBeUndefined();
      }
    },
  );

  it.each(withXmp)('keeps XMP in a %s, without what was true of the old file alone', async (format) => {
    const xmp = await xmpOf(await saved(format, 'keep'));
    expect(xmp).toContain('exif:GPSLatitude="37,33.981N"');
    expect(xmp).toContain('Evening &amp; tea');
    expect(xmp).not.toContain('tiff:Orientation="6"');
  });

  it.each(withXmp)('takes every property that tells the place out of the XMP of a %s', async (format) => {
    const xmp = await xmpOf(await saved(format, 'without-location'));
    expect(xmp).toContain('Evening &amp; tea');
    expect(xmp).toContain('xmp:Rating="4"');
    expect(xmp).toContain('photoshop:Credit="Someone"');
    expect(xmp).not.toMatch(/GPS|Seoul|LocationShown|37,33/);
  });

  it.each([...withXmp, 'gif'] as const)('keeps nothing in a %s where nothing is wanted', async (format) => {
    const content = await saved(format, 'none');
    const { exif, xmp, iptc } = await sharp(content).metadata();
    expect({ exif, xmp, iptc }).toEqual({ exif: undefined, xmp: undefined, iptc: undefined });
    for (const text of ['Maker', 'Seoul', 'GPSLatitude', MAKER_TEXT]) expect(content.includes(text)).toBe(false);
  });

  it('keeps IPTC in a JPEG without Photoshop’s preview, and takes the place out of it', async () => {
    const source = withIptc(phone, thumbnail);
    const iptcOf = async (choice: MetadataChoice, from = source) =>
      exifr.parse(await saved('jpeg', choice, from), { iptc: true, tiff: false, mergeOutput: false });
    const texts = { City: iptcTexts[90], Country: iptcTexts[101] };
    const others = { Headline: iptcTexts[105], CopyrightNotice: iptcTexts[116] };
    expect((await iptcOf('keep')).iptc).toEqual({ ...texts, ...others });
    expect((await iptcOf('without-location')).iptc).toEqual(others);
    expect(await iptcOf('none')).toBeUndefined();
    expect((await saved('jpeg', 'keep', source)).includes(thumbnail)).toBe(false);
    expect(await sharp(await saved('jpeg', 'keep', source)).metadata()).toMatchObject({ width: 60, orientation: 1 });
  });

  it('leaves every checksum of a PNG right', async () => {
    const content = await saved('png', 'without-location');
    const types: string[] = [];
    for (let at = 8; at < content.length; at += 12 + content.readUInt32BE(at)) {
      const end = at + 8 + content.readUInt32BE(at);
      types.push(content.toString('latin1', at + 4, at + 8));
      expect(crc32(content.subarray(at + 4, end))).toBe(content.readUInt32BE(end));
    }
    expect(types).toContain('eXIf');
  });

  it('leaves XMP out of a JPEG that has no room for it, and keeps it elsewhere', async () => {
    const xmp = `<x:xmpmeta xmlns:x="adobe:ns:meta/"><x:note>${'a'.repeat(70_000)}</x:note></x:xmpmeta>`;
    const source = await sharp(await pictures.png(upright))
      .withXmp(xmp)
      .png()
      .toBuffer();
    expect(await xmpOf(await saved('png', 'keep', source))).toContain('a'.repeat(70_000));
    const content = await saved('jpeg', 'keep', source);
    expect(await xmpOf(content)).toBe('');
    expect(content.includes('aaaaaaaa')).toBe(false);
  });

  it('keeps a wide gamut’s profile also where nothing else stays', async () => {
    const source = withMetadata(await pictures.wideGamutJpeg(upright), cameraBlock(upright, 1, thumbnail));
    const content = await saved('webp', 'none', source);
    expect((await sharp(content).metadata()).icc).toEqual((await sharp(source).metadata()).icc);
  });

  it('makes the same pixels whatever of the metadata stays', async () => {
    for (const format of withXmp) {
      const pixels = async (choice: MetadataChoice) =>
        sharp(await saved(format, choice))
          .raw()
          .toBuffer();
      const kept = await pixels('keep');
      expect((await pixels('none')).equals(kept)).toBe(true);
      expect((await pixels('without-location')).equals(kept)).toBe(true);
    }
  });

  it('saves a picture whose EXIF or XMP is damaged, without what cannot be read', async () => {
    const block = cameraBlock(stored, 6, thumbnail);
    block.writeUInt32LE(0xffff_0000, 4);
    const source = withMetadata(await pictures.jpeg(upright), block, '<x:xmpmeta><rdf:RDF gps="1">');
    for (const format of withXmp) {
      const content = await saved(format, 'without-location', source);
      expect(await sharp(content).metadata()).toMatchObject({ width: 60, height: 40 });
      expect(content.includes('Maker')).toBe(false);
      expect(await xmpOf(content)).toBe('');
    }
  });
});
