import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  MAX_FRAMES,
  MAX_PIXELS,
  MAX_SIDE,
  MAX_SOURCE_BYTES,
  MAX_WHOLE_PIXELS,
} from '../../../electron/pipeline/limits.ts';
import { inspect } from '../../../electron/pipeline/source.ts';
import * as pictures from '../../support/pictures.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const size = { width: 30, height: 20 };
const inspected = async (name: string, content: Buffer | Promise<Buffer>) =>
  inspect(await pictures.placed(await temporaryFolder(), name, content));
const refused = (name: string, error: object) => ({ error: { name, ...error } });

describe('inspect', () => {
  it('gives format, dimensions, bytes, frames, alpha and digest', async () => {
    const content = await pictures.halfTransparentPng(size);
    expect(await inspected('alpha.png', content)).toEqual({
      format: 'png',
      bytes: content.length,
      ...size,
      frames: 1,
      alpha: true,
      sha256: createHash('sha256').update(content).digest('hex'),
    });
    expect(await inspected('frames.gif', pictures.animatedGif(size))).toMatchObject({ ...size, frames: 4 });
    expect(await inspected('frames.webp', pictures.animatedWebp(size))).toMatchObject({ ...size, frames: 4 });
    expect(await inspected('a.avif', pictures.avif(size))).toMatchObject({ ...size, format: 'avif', alpha: false });
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8])('gives the upright dimensions for EXIF orientation %i', async (orientation) => {
    const facts = await inspected(`oriented-${orientation}.jpg`, pictures.orientedJpeg(size, orientation));
    expect(facts).toMatchObject(size);
  });

  it.skipIf(process.platform === 'win32')('refuses a pipe at once, which nobody may ever write to', async () => {
    const path = join(await temporaryFolder(), 'pipe.png');
    execFileSync('mkfifo', [path]);
    await expect(inspect(path)).rejects.toMatchObject({ error: { code: 'not-readable', path } });
  });

  it('goes by content and not by name', async () => {
    expect(await inspected('really-jpeg.png', pictures.jpeg(size))).toMatchObject({ format: 'jpeg' });
  });

  it('case 39: refuses an SVG, a .v and a HEIC under a .png name by what they are', async () => {
    await expect(inspected('svg.png', pictures.svg)).rejects.toMatchObject(
      refused('svg.png', { code: 'unsupported-image', format: 'SVG' }),
    );
    await expect(inspected('v.png', Buffer.from('08f2a6b600000000', 'hex'))).rejects.toMatchObject(
      refused('v.png', { code: 'unsupported-image', format: 'VIPS' }),
    );
    await expect(inspected('heic.png', pictures.brandedFile('heic'))).rejects.toMatchObject(
      refused('heic.png', { code: 'unsupported-image', format: 'HEIC' }),
    );
  });

  it('refuses what is no image', async () => {
    await expect(inspected('notes.jpg', Buffer.from('notes'))).rejects.toMatchObject(
      refused('notes.jpg', { code: 'not-an-image' }),
    );
    await expect(inspected('empty.jpg', Buffer.alloc(0))).rejects.toMatchObject(
      refused('empty.jpg', { code: 'not-an-image' }),
    );
  });

  it('refuses a header that is cut off', async () => {
    const content = await pictures.jpeg(size);
    await expect(inspected('cut.jpg', content.subarray(0, 40))).rejects.toMatchObject(
      refused('cut.jpg', { code: 'damaged-image' }),
    );
  });

  it('case 38: refuses a pixel bomb by its header', async () => {
    const bomb = pictures.boastingPng({ width: 60_000, height: 60_000 });
    await expect(inspected('bomb.png', bomb)).rejects.toMatchObject(
      refused('bomb.png', { code: 'image-too-large', limit: 'pixels', max: MAX_PIXELS }),
    );
  });

  it('case 38: accepts exactly as many pixels as the limit and not one row more', async () => {
    const width = 20_000;
    const height = MAX_PIXELS / width;
    expect(await inspected('most.png', pictures.blankPng({ width, height }))).toMatchObject({ width, height });
    await expect(inspected('over.png', pictures.boastingPng({ width, height: height + 1 }))).rejects.toMatchObject(
      refused('over.png', { code: 'image-too-large', limit: 'pixels' }),
    );
  });

  it('case 38: refuses a PNG that claims more pixels than its bytes can hold', async () => {
    const claims = pictures.boastingPng({ width: 9000, height: 9000 });
    await expect(inspected('claims.png', claims)).rejects.toMatchObject(
      refused('claims.png', { code: 'damaged-image' }),
    );
  });

  it('case 38: refuses rows longer than the limit, and takes the longest', async () => {
    const over = pictures.blankPng({ width: MAX_SIDE + 1, height: 2 });
    await expect(inspected('over.png', over)).rejects.toMatchObject(
      refused('over.png', { code: 'image-too-large', limit: 'side', max: MAX_SIDE }),
    );
    const most = { width: 2, height: MAX_SIDE };
    expect(await inspected('most.png', pictures.blankPng(most))).toMatchObject(most);
  });

  it('case 38: refuses more pixels at once in formats that do not come row by row', async () => {
    const size = { width: 20_000, height: MAX_WHOLE_PIXELS / 20_000 };
    const over = { width: 20_000, height: size.height + 1 };
    const interlaced = { interlaced: true };
    expect(await inspected('most.png', pictures.blankPng(size, interlaced))).toMatchObject(size);
    await expect(inspected('over.png', pictures.blankPng(over, interlaced))).rejects.toMatchObject(
      refused('over.png', { code: 'image-too-large', limit: 'pixels', max: MAX_WHOLE_PIXELS }),
    );
    expect(await inspected('rows.png', pictures.blankPng(over))).toMatchObject(over);
  });

  it('case 38: refuses an animation of too many frames', async () => {
    const bomb = pictures.repeatedGif(MAX_FRAMES + 1);
    await expect(inspected('bomb.gif', bomb)).rejects.toMatchObject(
      refused('bomb.gif', { code: 'image-too-large', limit: 'frames', max: MAX_FRAMES }),
    );
    expect(await inspected('long.gif', pictures.repeatedGif(MAX_FRAMES))).toMatchObject({ frames: MAX_FRAMES });
  });

  it('case 38: refuses an animation of as many frames as may be that are too many pixels together', async () => {
    const side = Math.ceil(Math.sqrt(MAX_WHOLE_PIXELS / MAX_FRAMES)) + 1;
    const bomb = pictures.repeatedGif(MAX_FRAMES);
    bomb.writeUInt16LE(side, 6);
    bomb.writeUInt16LE(side, 8);
    await expect(inspected('bomb.gif', bomb)).rejects.toMatchObject(
      refused('bomb.gif', { code: 'image-too-large', limit: 'pixels', max: MAX_WHOLE_PIXELS }),
    );
  });

  it('refuses a file over the limit of bytes without reading it', async () => {
    const path = join(await temporaryFolder(), 'huge.tiff');
    await writeFile(path, '');
    await truncate(path, MAX_SOURCE_BYTES + 1);
    await expect(inspect(path)).rejects.toMatchObject(
      refused('huge.tiff', { code: 'image-too-large', limit: 'bytes', max: MAX_SOURCE_BYTES }),
    );
  });

  it('tells a missing file from one that cannot be read', async () => {
    const missing = join(await temporaryFolder(), 'missing.png');
    await expect(inspect(missing)).rejects.toMatchObject({ error: { code: 'file-not-found', path: missing } });
    const directory = join(await temporaryFolder(), 'folder.png');
    await mkdir(directory);
    await expect(inspect(directory)).rejects.toMatchObject({ error: { code: 'not-readable', path: directory } });
  });
});
