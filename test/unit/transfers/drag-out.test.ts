import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { createDownloads } from '../../../electron/transfers/downloads.ts';
import { createDragOut, type DragRequest } from '../../../electron/transfers/drag-out.ts';
import { MAX_DRAG_BYTES, MAX_DRAG_FILES } from '../../../shared/drag-limits.ts';
import { encodeMetadata } from '../../../shared/object-metadata.ts';
import { createPlainCatalogue } from '../../support/plain-catalogue.ts';
import { createPlainPipeline } from '../../support/plain-pipeline.ts';
import { createGate, createScriptedBucket } from '../../support/scripted-bucket.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const uuidOf = (index: number): string => `f06bb30d-c640-41bc-b287-${String(index).padStart(12, '0')}`;
const LINGER_MS = 1;

async function scene(groups: readonly { name: string; bytes?: number }[]) {
  const tempFolder = await temporaryFolder();
  const bucket = createScriptedBucket();
  const catalogue = createPlainCatalogue();
  for (const [index, { name, bytes }] of groups.entries()) {
    const metadata = encodeMetadata({ name, extension: 'jpg' });
    for (const [size, text] of [
      ['1024', `picture 1024x768 ${name}`],
      ['512', 'picture 512x384'],
    ] as const) {
      const key = `post/${uuidOf(index)}_${size}.webp`;
      const content = Buffer.from(text);
      bucket.objects.set(key, {
        content,
        contentType: 'image/webp',
        cacheControl: undefined,
        acl: undefined,
        metadata,
        modified: 1,
      });
      await catalogue.addObjects([{ key, bytes: bytes ?? content.length, modified: 1, etag: '' }]);
    }
    await catalogue.learn(index, metadata);
  }
  const pipeline = createPlainPipeline();
  const downloads = createDownloads({ tempFolder, lingerMs: LINGER_MS });
  const dragOut = createDragOut({ downloads, pipeline, tempFolder });
  const connection = { summary: { connectionId: 'c1' }, bucket, catalogue };
  const all = Uint32Array.from(groups.keys());
  const prepare = (request: Partial<DragRequest> = {}) =>
    dragOut.prepare({ dragId: 'd1', groupIds: all, form: 'as-stored', ...request }, connection);
  const folders = async (): Promise<string[]> => (await readdir(tempFolder)).filter((name) => name.includes('drag'));
  return { tempFolder, bucket, catalogue, pipeline, dragOut, connection, prepare, folders };
}

const names = (paths: readonly string[]): string[] => paths.map((file) => path.basename(file));

describe('files for a drag out of the window', () => {
  it('are the largest stored bytes under the names of the pictures, distinct in their folder', async () => {
    const { prepare, dragOut } = await scene([{ name: '남산' }, { name: '남산' }, { name: 'icon' }]);
    expect(await prepare()).toEqual({ files: 3 });
    const { paths } = dragOut.take('d1');
    expect(names(paths)).toEqual(['남산_1024.webp', '남산_1024 (2).webp', 'icon_1024.webp']);
    expect(await readFile(paths[0] ?? '', 'utf8')).toBe('picture 1024x768 남산');
  });

  it('are converted where another form is wanted, with a small picture for the pointer', async () => {
    const { prepare, dragOut, pipeline } = await scene([{ name: 'a' }]);
    await prepare({ form: 'jpeg' });
    const { paths, icon } = await vi.waitFor(() => {
      const taken = dragOut.take('d1');
      expect(taken.icon).not.toBeNull();
      return taken;
    });
    expect(names(paths)).toEqual(['a_1024.jpg']);
    expect(icon && (await readFile(icon)).length).toBeGreaterThan(0);
    expect(pipeline.log.filter((line) => line.startsWith('convert'))).toHaveLength(2);
  });

  it('are copies: what another program writes into one is not what the bucket holds', async () => {
    const { prepare, dragOut } = await scene([{ name: 'a' }]);
    await prepare();
    await writeFile(dragOut.take('d1').paths[0] ?? '', 'painted over');
    await prepare({ dragId: 'd2' });
    expect(await readFile(dragOut.take('d2').paths[0] ?? '', 'utf8')).toBe('picture 1024x768 a');
  });

  it('are handed over only when all are there, and never twice under a forgotten id', async () => {
    const { prepare, dragOut, bucket } = await scene([{ name: 'a' }]);
    const gate = createGate();
    bucket.before = () => gate.passed;
    const work = prepare();
    expect(() => dragOut.take('d1')).toThrow('result-expired');
    gate.open();
    await work;
    expect(dragOut.take('d1').paths).toHaveLength(1);
    expect(() => dragOut.take('other')).toThrow('result-expired');
  });

  it('are given up with the press that they were made for, but not once they were dragged', async () => {
    const { prepare, dragOut, bucket, folders } = await scene([{ name: 'a' }]);
    const gate = createGate();
    bucket.before = () => gate.passed;
    const work = prepare();
    dragOut.discard('d1');
    gate.open();
    await expect(work).rejects.toMatchObject({ error: { code: 'cancelled' } });
    await vi.waitFor(async () => expect(await folders()).toEqual([]));
    await prepare();
    const { paths } = dragOut.take('d1');
    dragOut.discard('d1');
    expect(await readFile(paths[0] ?? '', 'utf8')).toContain('picture');
    expect(await folders()).toHaveLength(1);
  });

  it('are as many and as large as a drag takes; beyond that nothing is fetched', async () => {
    const many = await scene(Array.from({ length: MAX_DRAG_FILES + 1 }, (_, index) => ({ name: `${index}` })));
    expect(await many.prepare()).toEqual({ files: 0 });
    expect(await many.prepare({ groupIds: Uint32Array.from({ length: MAX_DRAG_FILES }, (_, id) => id) })).toEqual({
      files: MAX_DRAG_FILES,
    });
    const large = await scene([
      { name: 'a', bytes: MAX_DRAG_BYTES },
      { name: 'b', bytes: 1 },
    ]);
    expect(await large.prepare()).toEqual({ files: 0 });
    expect(large.bucket.log.filter((line) => line.startsWith('get '))).toEqual([]);
    expect(() => large.dragOut.take('d1')).toThrow('result-expired');
  });

  it('are all or none: a picture that cannot be fetched is told, and leaves no file', async () => {
    const { prepare, bucket, folders } = await scene([{ name: 'a' }, { name: 'b' }]);
    bucket.objects.delete(`post/${uuidOf(1)}_1024.webp`);
    await expect(prepare()).rejects.toMatchObject({ error: { code: 'key-vanished' } });
    await vi.waitFor(async () => expect(await folders()).toEqual([]));
  });

  it('are recognised when they come back', async () => {
    const { prepare, dragOut, tempFolder } = await scene([{ name: 'a' }]);
    await prepare();
    const { paths } = dragOut.take('d1');
    expect(dragOut.holds(paths[0] ?? '')).toBe(true);
    expect(dragOut.holds(path.join(tempFolder, 'a_1024.webp'))).toBe(false);
  });

  it('go with their connection, but for those that were dragged: who they were dropped on may still copy them', async () => {
    const { prepare, dragOut, folders } = await scene([{ name: 'a' }]);
    await prepare();
    const { paths } = dragOut.take('d1');
    await prepare({ dragId: 'd2' });
    dragOut.discardAll('another');
    expect(await folders()).toHaveLength(2);
    dragOut.discardAll('c1');
    await vi.waitFor(async () => expect(await folders()).toHaveLength(1));
    expect(await readFile(paths[0] ?? '', 'utf8')).toBe('picture 1024x768 a');
    expect(dragOut.holds(paths[0] ?? '')).toBe(true);
  });

  it('go also where the picture for the pointer was being made among them', async () => {
    const { prepare, dragOut, folders, pipeline, tempFolder } = await scene([{ name: 'a' }]);
    const gate = createGate();
    pipeline.before = (method) => (method === 'convert' ? gate.passed : undefined);
    await prepare();
    const [folder = ''] = await folders();
    dragOut.discardAll('c1');
    await vi.waitFor(async () => expect(await folders()).toEqual([]));
    // What is written into a folder while it is removed keeps it.
    await mkdir(path.join(tempFolder, folder));
    gate.open();
    await vi.waitFor(async () => expect(await folders()).toEqual([]));
  });

  it('of drags long past are removed, those of the last few stay for who still copies them', async () => {
    const { prepare, dragOut, folders } = await scene([{ name: 'a' }]);
    for (const dragId of ['d1', 'd2', 'd3', 'd4', 'd5', 'd6']) {
      await prepare({ dragId });
      dragOut.take(dragId);
    }
    await vi.waitFor(async () => expect(await folders()).toHaveLength(4));
    expect(() => dragOut.take('d2')).toThrow('result-expired');
    expect(dragOut.take('d3').paths).toHaveLength(1);
  });
});
