import { describe, expect, it } from 'vitest';
import type { MadeVariants } from '../../../electron/pipeline/pipeline.ts';
import type { UploadFile } from '../../../electron/transfers/journal-records.ts';
import { planUpload } from '../../../electron/transfers/upload-plan.ts';
import type { FormatId } from '../../../shared/image-format.ts';
import { decodeMetadata } from '../../../shared/object-metadata.ts';

const uuid = 'f06bb30d-c640-41bc-b287-9b22111ac762';
const sha256 = 'a'.repeat(64);

function plan(
  name: string,
  format: FormatId,
  options: { keepOriginal?: boolean; made?: MadeVariants['variants'] } = {},
) {
  const facts = { format, bytes: 900, width: 1500, height: 1000, frames: 1, alpha: false };
  const file: UploadFile = { path: `/drop/${name}`, name, bytes: 900, modified: 1, facts };
  const variants = options.made ?? [
    { size: 512, path: '/out/512.webp', bytes: 10, width: 512, height: 341 },
    { size: 1024, path: '/out/1024.webp', bytes: 20, width: 1024, height: 683 },
    { size: 'thumbnail', path: '/out/t.webp', bytes: 5, width: 200, height: 200 },
  ];
  const made = { source: facts, variants, thumbhash: 'abcd', sha256 };
  const uploaded = Date.UTC(2026, 10, 21);
  return planUpload({ file, made, album: 'post/', uuid, keepOriginal: options.keepOriginal ?? false, uploaded });
}

describe('planUpload', () => {
  it('sets the thumbnail apart from the widths, all of them WebP under one stem', () => {
    const { puts, marker } = plan('a.jpg', 'jpeg');
    expect(puts.map(({ key }) => key)).toEqual([`post/${uuid}_512.webp`, `post/${uuid}_1024.webp`]);
    expect(marker.key).toBe(`post/${uuid}_thumbnail.webp`);
    expect([...puts, marker].map(({ contentType }) => contentType)).toEqual(Array(3).fill('image/webp'));
  });

  it('adds the untouched source where it is asked for', () => {
    expect(plan('Foto.JPEG', 'jpeg', { keepOriginal: true }).puts.at(-1)).toEqual({
      size: 'original',
      key: `post/${uuid}_original.jpeg`,
      path: '/drop/Foto.JPEG',
      bytes: 900,
      contentType: 'image/jpeg',
    });
  });

  it('names the original by its content where its own extension lies', () => {
    const lying = plan('really.png', 'jpeg', { keepOriginal: true });
    expect(lying.puts.at(-1)).toMatchObject({ key: `post/${uuid}_original.jpg`, contentType: 'image/jpeg' });
  });

  it('keeps one original only where the plan has it already', () => {
    const made: MadeVariants['variants'] = [
      { size: 'original', path: '/drop/tall.tif', bytes: 900, width: 20, height: 20_000 },
      { size: 'thumbnail', path: '/out/t.webp', bytes: 5, width: 200, height: 200 },
    ];
    const { puts } = plan('tall.tif', 'tiff', { keepOriginal: true, made });
    expect(puts).toEqual([
      {
        size: 'original',
        key: `post/${uuid}_original.tif`,
        path: '/drop/tall.tif',
        bytes: 900,
        contentType: 'image/tiff',
      },
    ]);
  });

  it('case 50: carries the name without its last extension, and the facts of the source', () => {
    expect(decodeMetadata(plan('경주 🌸.v2.JPG', 'jpeg').metadata)).toEqual({
      name: '경주 🌸.v2',
      extension: 'jpg',
      width: 1500,
      height: 1000,
      uploaded: Date.UTC(2026, 10, 21),
      thumbhash: 'abcd',
      sha256,
    });
  });

  it('takes no part of a name for an extension that is none', () => {
    expect(decodeMetadata(plan('Mr. Kim at home', 'png').metadata)).toMatchObject({
      name: 'Mr. Kim at home',
      extension: 'png',
    });
    expect(decodeMetadata(plan('scan', 'tiff').metadata)).toMatchObject({ name: 'scan', extension: 'tiff' });
  });
});
