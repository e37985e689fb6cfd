import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import sharp from 'sharp';
import { describe, expect, it, vi } from 'vitest';
import { sweepTemporaries } from '../../../electron/files/sweep.ts';
import { SHOWN_AS_IT_IS_BYTES } from '../../../electron/images/show-file.ts';
import type { ShownVariant } from '../../../electron/images/shown-body.ts';
import { createVariants } from '../../../electron/images/variants.ts';
import { convert } from '../../../electron/pipeline/convert.ts';
import type { ConvertRequest, InspectedSource } from '../../../electron/pipeline/pipeline.ts';
import { inspect } from '../../../electron/pipeline/source.ts';
import { createDownloads, wantedVariant } from '../../../electron/transfers/downloads.ts';
import { AppFailure } from '../../../shared/app-error.ts';
import * as pictures from '../../support/pictures.ts';
import { createPlainCatalogue } from '../../support/plain-catalogue.ts';
import { createScriptedBucket } from '../../support/scripted-bucket.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const going = new AbortController().signal;
const stem = 'post/f06bb30d-c640-41bc-b287-9b22111ac762';
const size = { width: 60, height: 40 };

async function setUp() {
  const bucket = createScriptedBucket();
  const catalogue = createPlainCatalogue();
  const tempFolder = await temporaryFolder();
  const pipeline = {
    convert: (request: ConvertRequest, { signal }: { signal: AbortSignal }) => convert(request, signal),
    inspect: (path: string): Promise<InspectedSource> => inspect(path),
  };
  const downloads = createDownloads({ tempFolder });
  const parts = { connectionId: 'c1', bucket, catalogue, pipeline, downloads, tempFolder };
  const put = async (key: string, content: Buffer, bytes = content.length) => {
    const { etag } = await bucket.put(key, content, { contentType: 'text/html', signal: going });
    await catalogue.addObjects([{ key, bytes, etag, modified: 0 }]);
    bucket.log.length = 0;
  };
  return { ...parts, put, variants: createVariants(parts) };
}

const bytesOf = async ({ body }: ShownVariant): Promise<Buffer> =>
  Buffer.from(await new Response(body as ConstructorParameters<typeof Response>[0]).arrayBuffer());

describe('variants', () => {
  it('streams the stored bytes under the type of their content', async () => {
    const { variants, put } = await setUp();
    const content = await pictures.noisyPng({ width: 300, height: 300 });
    await put(`${stem}_512.webp`, content);
    const shown = await variants.variant(0, 512, going);
    expect(shown).toMatchObject({ contentType: 'image/png', bytes: content.length });
    expect(shown.body).toBeInstanceOf(ReadableStream);
    expect((await bytesOf(shown)).equals(content)).toBe(true);
  });

  it('shares one read with a save of the same variant, before and after', async () => {
    const { variants, put, bucket, catalogue, downloads } = await setUp();
    await put(`${stem}_512.webp`, await pictures.webp(size));
    const [source] = await catalogue.variants(0);
    if (source === undefined) throw new Error('expected a variant');
    const wanted = wantedVariant('c1', await catalogue.group(0), source);
    const [shown, saved] = await Promise.all([
      variants.variant(0, 512, going),
      downloads.get(bucket, wanted, { signal: going }),
    ]);
    expect((await bytesOf(shown)).equals(await readFile(saved.path))).toBe(true);
    saved.release();
    await bytesOf(await variants.variant(0, 512, going));
    expect(bucket.log).toEqual([`get ${stem}_512.webp`]);
  });

  it.each(['read to its end', 'given up'])('lets the local copy go once it was %s', async (how) => {
    const { variants, put, downloads, tempFolder } = await setUp();
    await put(`${stem}_512.webp`, await pictures.noisyPng({ width: 300, height: 300 }));
    const shown = await variants.variant(0, 512, going);
    // What is read stays where it is.
    await downloads.discardAll('c1');
    expect(await readdir(tempFolder)).toHaveLength(1);
    if (how === 'given up') await (shown.body as ReadableStream<Uint8Array>).cancel();
    else await bytesOf(shown);
    await vi.waitFor(async () => expect(await readdir(tempFolder)).toEqual([]));
  });

  describe('where the disk keeps no local copy', () => {
    async function withoutDisk() {
      const scene = await setUp();
      scene.bucket.getFile = async (_, path) => {
        throw new AppFailure({ code: 'disk-full', path });
      };
      return scene;
    }

    it('puts together a body that comes in single bytes', async () => {
      const { variants, put, bucket } = await withoutDisk();
      const content = await pictures.webp(size);
      await put(`${stem}_512.webp`, content);
      const { get } = bucket;
      bucket.get = async (...args) => ({
        ...(await get(...args)),
        body: Readable.from([...content].map((byte) => Buffer.of(byte))),
      });
      expect((await bytesOf(await variants.variant(0, 512, going))).equals(content)).toBe(true);
    });

    it('ends the request when the page gives the stream up', async () => {
      const { variants, put, bucket } = await withoutDisk();
      await put(`${stem}_512.webp`, await pictures.webp(size));
      const body = new Readable({ read: () => undefined });
      body.push(await pictures.noisyPng({ width: 300, height: 300 }));
      const { get } = bucket;
      bucket.get = async (...args) => ({ ...(await get(...args)), body });
      const shown = await variants.variant(0, 512, going);
      const reader = (shown.body as ReadableStream<Uint8Array>).getReader();
      await reader.read();
      await reader.cancel();
      expect(body.destroyed).toBe(true);
    });

    it('says of a picture that has to be converted that the disk is full', async () => {
      const { variants, put } = await withoutDisk();
      await put('scan.tif', await pictures.tiff(size));
      await expect(variants.variant(0, 'original', going)).rejects.toMatchObject({ error: { code: 'disk-full' } });
    });
  });

  it('streams a picture where the temporary folder cannot be made', async () => {
    const { put, tempFolder, ...parts } = await setUp();
    const content = await pictures.webp(size);
    await put(`${stem}_512.webp`, content);
    const blocked = join(tempFolder, 'a file');
    await writeFile(blocked, '');
    const variants = createVariants({ ...parts, downloads: createDownloads({ tempFolder: blocked }), tempFolder });
    expect((await bytesOf(await variants.variant(0, 512, going))).equals(content)).toBe(true);
  });

  it('converts a TIFF, which the page cannot show, and leaves nothing but the local copy', async () => {
    const { variants, put, downloads, tempFolder } = await setUp();
    await put('scan.tif', await pictures.tiff(size));
    const shown = await variants.variant(0, 'original', going);
    expect(shown.contentType).toBe('image/webp');
    const content = await bytesOf(shown);
    expect(content.length).toBe(shown.bytes);
    expect(await sharp(content).metadata()).toMatchObject({ format: 'webp', ...size });
    expect(await readdir(tempFolder)).toHaveLength(1);
    await downloads.discardAll('c1');
    expect(await readdir(tempFolder)).toEqual([]);
  });

  it('case 29: gives temporary files names that the sweep of the next start knows', async () => {
    const { put, tempFolder, ...parts } = await setUp();
    await put('scan.tif', await pictures.tiff(size));
    const left: string[] = [];
    const pipeline = {
      ...parts.pipeline,
      async convert(request: ConvertRequest, { signal }: { signal: AbortSignal }) {
        const converted = await convert(request, signal);
        // As a kill in this moment would leave it.
        left.push(...(await readdir(tempFolder)));
        return converted;
      },
    };
    await createVariants({ ...parts, pipeline, tempFolder }).variant(0, 'original', going);
    expect(left).toHaveLength(2);
    const result = left.find((name) => name.endsWith('.webp')) ?? '';
    await writeFile(join(tempFolder, result), 'half');
    expect(await sweepTemporaries(tempFolder)).toBe(2);
    expect(await readdir(tempFolder)).toEqual([]);
  });

  it('shows a smaller copy of an object that is too heavy for the page', async () => {
    const { variants, put, bucket } = await setUp();
    const bytes = SHOWN_AS_IT_IS_BYTES + 1;
    await put('heavy.jpg', await pictures.jpeg({ width: 5000, height: 100 }), bytes);
    const { getFile } = bucket;
    bucket.getFile = async (...args) => ({ ...(await getFile(...args)), bytes });
    const content = await bytesOf(await variants.variant(0, 'original', going));
    expect(await sharp(content).metadata()).toMatchObject({ format: 'webp', width: 3840, height: 77 });
  });

  it('shows a smaller copy of a picture of few bytes and more pixels than the page can hold', async () => {
    const { variants, put } = await setUp();
    const content = await sharp({ create: { width: 10_001, height: 10_000, channels: 3, background: 'white' } })
      .png()
      .toBuffer();
    await put('plan.png', content);
    const shown = await variants.variant(0, 'original', going);
    expect(await sharp(await bytesOf(shown)).metadata()).toMatchObject({ format: 'webp', width: 3840 });
  });

  it('shows a picture as it is where its pixels cannot be told', async () => {
    const { put, ...parts } = await setUp();
    const content = await pictures.noisyPng({ width: 300, height: 300 });
    await put('a.png', content);
    const inspect = async () => {
      throw new AppFailure({ code: 'host-died', name: 'object', detail: '' });
    };
    const variants = createVariants({ ...parts, pipeline: { ...parts.pipeline, inspect } });
    expect((await bytesOf(await variants.variant(0, 'original', going))).equals(content)).toBe(true);
  });

  it('case 7: never passes on an SVG or a page under a picture name', async () => {
    const { variants, put, downloads, tempFolder } = await setUp();
    await put('drawing.png', pictures.svg);
    await put('page.png', Buffer.from('<!doctype html><script>alert(1)</script>'));
    await expect(variants.variant(0, 'original', going)).rejects.toMatchObject({
      error: { code: 'unsupported-image', format: 'SVG', name: 'drawing.png' },
    });
    await expect(variants.variant(1, 'original', going)).rejects.toMatchObject({ error: { code: 'not-an-image' } });
    await downloads.discardAll('c1');
    expect(await readdir(tempFolder)).toEqual([]);
  });

  it('names the object and not the temporary file when it is damaged', async () => {
    const { variants, put } = await setUp();
    const content = await pictures.tiff({ width: 300, height: 300 });
    await put('scans/cut.tif', pictures.truncated(content, 0.5));
    await expect(variants.variant(0, 'original', going)).rejects.toMatchObject({
      error: { code: 'damaged-image', name: 'cut.tif' },
    });
  });

  it('knows no size that the group lacks', async () => {
    const { variants, put, bucket } = await setUp();
    await put(`${stem}_512.webp`, await pictures.webp(size));
    await expect(variants.variant(0, 1024, going)).rejects.toMatchObject({ error: { code: 'unknown-group' } });
    await expect(variants.variant(7, 512, going)).rejects.toMatchObject({ error: { code: 'unknown-group' } });
    expect(bucket.log).toEqual([]);
  });

  it('case 41: tells the catalogue of a key that is gone', async () => {
    const { variants, put, bucket, catalogue } = await setUp();
    const key = `${stem}_512.webp`;
    await put(key, await pictures.webp(size));
    bucket.objects.delete(key);
    await expect(variants.variant(0, 512, going)).rejects.toMatchObject({ error: { code: 'key-vanished', key } });
    expect([...catalogue.objects.keys()]).toEqual([]);
  });
});
