import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { sweepTemporaries } from '../../../electron/files/sweep.ts';
import { createVariants, SHOWN_AS_IT_IS_BYTES, type ShownVariant } from '../../../electron/images/variants.ts';
import { convert } from '../../../electron/pipeline/convert.ts';
import type { ConvertRequest } from '../../../electron/pipeline/pipeline.ts';
import type { ObjectStream } from '../../../electron/s3/bucket.ts';
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
  };
  const put = async (key: string, content: Buffer, bytes = content.length) => {
    const { etag } = await bucket.put(key, content, { contentType: 'text/html', signal: going });
    await catalogue.addObjects([{ key, bytes, etag, modified: 0 }]);
    bucket.log.length = 0;
  };
  return { bucket, catalogue, tempFolder, put, variants: createVariants({ bucket, catalogue, pipeline, tempFolder }) };
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

  it('puts together a body that comes in single bytes', async () => {
    const { variants, put, bucket } = await setUp();
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
    const { variants, put, bucket } = await setUp();
    await put(`${stem}_512.webp`, await pictures.webp(size));
    const start = await pictures.noisyPng({ width: 300, height: 300 });
    let opened: ObjectStream | null = null;
    const { get } = bucket;
    bucket.get = async (...args) => {
      opened = { ...(await get(...args)), body: new Readable({ read: () => undefined }) };
      opened.body.push(start);
      return opened;
    };
    const { body } = await variants.variant(0, 512, going);
    const reader = (body as ReadableStream<Uint8Array>).getReader();
    await reader.read();
    await reader.cancel();
    expect((opened as ObjectStream | null)?.body.destroyed).toBe(true);
  });

  it('converts a TIFF, which the page cannot show, and leaves no temporary file', async () => {
    const { variants, put, tempFolder } = await setUp();
    await put('scan.tif', await pictures.tiff(size));
    const shown = await variants.variant(0, 'original', going);
    expect(shown.contentType).toBe('image/webp');
    const content = await bytesOf(shown);
    expect(content.length).toBe(shown.bytes);
    expect(await sharp(content).metadata()).toMatchObject({ format: 'webp', ...size });
    expect(await readdir(tempFolder)).toEqual([]);
  });

  it('case 29: gives temporary files names that the sweep of the next start knows', async () => {
    const { put, bucket, catalogue, tempFolder } = await setUp();
    await put('scan.tif', await pictures.tiff(size));
    const left: string[] = [];
    const pipeline = {
      async convert(request: ConvertRequest, { signal }: { signal: AbortSignal }) {
        const converted = await convert(request, signal);
        // As a kill in this moment would leave it.
        left.push(...(await readdir(tempFolder)));
        return converted;
      },
    };
    await createVariants({ bucket, catalogue, pipeline, tempFolder }).variant(0, 'original', going);
    expect(left).toHaveLength(2);
    for (const name of left) await writeFile(join(tempFolder, name), 'half');
    expect(await sweepTemporaries(tempFolder)).toBe(2);
  });

  it('shows a smaller copy of an object that is too heavy for the page', async () => {
    const { variants, put } = await setUp();
    await put('heavy.jpg', await pictures.jpeg({ width: 5000, height: 100 }), SHOWN_AS_IT_IS_BYTES + 1);
    const content = await bytesOf(await variants.variant(0, 'original', going));
    expect(await sharp(content).metadata()).toMatchObject({ format: 'webp', width: 3840, height: 77 });
  });

  it('case 7: never passes on an SVG or a page under a picture name', async () => {
    const { variants, put, tempFolder } = await setUp();
    await put('drawing.png', pictures.svg);
    await put('page.png', Buffer.from('<!doctype html><script>alert(1)</script>'));
    await expect(variants.variant(0, 'original', going)).rejects.toMatchObject({
      error: { code: 'unsupported-image', format: 'SVG', name: 'drawing.png' },
    });
    await expect(variants.variant(1, 'original', going)).rejects.toMatchObject({ error: { code: 'not-an-image' } });
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
