import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { createResultImages } from '../../../electron/images/results.ts';
import type { ShownVariant } from '../../../electron/images/shown-body.ts';
import { convert } from '../../../electron/pipeline/convert.ts';
import { AppFailure } from '../../../shared/app-error.ts';
import { avif, colourAt, distance, tiff } from '../../support/pictures.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const { signal } = new AbortController();

async function setUp(fileName: string, content: Buffer) {
  const folder = await temporaryFolder();
  const tempFolder = path.join(folder, 'temp');
  await mkdir(tempFolder);
  const file = path.join(folder, fileName);
  await writeFile(file, content);
  let released = 0;
  const show = createResultImages({
    pipeline: { convert: (request, options) => convert(request, options.signal) },
    tempFolder,
    saves: {
      read(resultId) {
        if (resultId !== 'made') throw new AppFailure({ code: 'result-expired' });
        const release = () => {
          released += 1;
        };
        return { path: file, bytes: content.length, width: 40, height: 30, fileName, release };
      },
    },
  });
  return { show, tempFolder, file, released: () => released };
}

const bytesOf = async ({ body }: ShownVariant): Promise<Buffer> => (Buffer.isBuffer(body) ? body : buffer(body));

describe('the picture of a result', () => {
  it('is the file itself where the page can show it, held until it was read', async () => {
    const content = await avif({ width: 40, height: 30 });
    const { show, released } = await setUp('a.avif', content);
    const shown = await show('made', signal);
    expect(shown.contentType).toBe('image/avif');
    expect(released()).toBe(0);
    expect((await bytesOf(shown)).equals(content)).toBe(true);
    await expect.poll(released).toBe(1);
  });

  it('is a copy without loss where the page cannot show the file', async () => {
    const content = await tiff({ width: 40, height: 30 });
    const { show, tempFolder, released } = await setUp('a.tiff', content);
    const shown = await show('made', signal);
    expect(shown.contentType).toBe('image/png');
    const picture = await bytesOf(shown);
    expect(await sharp(picture).metadata()).toMatchObject({ format: 'png', width: 40, height: 30 });
    expect(distance(await colourAt(picture, 0.75, 0.25), await colourAt(content, 0.75, 0.25))).toBeLessThan(1);
    expect(released()).toBe(1);
    expect(await readdir(tempFolder)).toEqual([]);
  });

  it('fails, and lets the result go, where its file is gone or no picture', async () => {
    const { show, file, released } = await setUp('a.bin', Buffer.from('no picture at all'));
    await expect(show('made', signal)).rejects.toMatchObject({ error: { code: 'not-an-image' } });
    await rm(file);
    await expect(show('made', signal)).rejects.toMatchObject({ error: { code: 'file-not-found' } });
    expect(released()).toBe(2);
    await expect(show('other', signal)).rejects.toMatchObject({ error: { code: 'result-expired' } });
  });
});
