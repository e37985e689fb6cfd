import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { createDownloads } from '../../../electron/transfers/downloads.ts';
import { createJobCenter } from '../../../electron/transfers/job-center.ts';
import type { PrepareRequest } from '../../../electron/transfers/prepare-result.ts';
import { createSaves } from '../../../electron/transfers/save.ts';
import { AppFailure } from '../../../shared/app-error.ts';
import { encodeMetadata } from '../../../shared/object-metadata.ts';
import { createPlainCatalogue } from '../../support/plain-catalogue.ts';
import { createPlainPipeline } from '../../support/plain-pipeline.ts';
import { createGate, createScriptedBucket } from '../../support/scripted-bucket.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const uuid = 'f06bb30d-c640-41bc-b287-9b22111ac762';
const key = `post/${uuid}_512.webp`;
const png = { kind: 'convert', format: 'png', quality: null, metadata: 'keep' } as const;
/** As short as a timer can be, and longer than what a test does at once. */
const LINGER_MS = 50;
const asStored = { kind: 'as-stored' } as const;

async function scene(objects: Record<string, string> = { [key]: 'picture 512x384' }) {
  const watched: string[] = [];
  const watch = {
    begin: async (temporary: string) => void watched.push(`begin ${path.dirname(temporary)}`),
    end: async (temporary: string) => void watched.push(`end ${path.dirname(temporary)}`),
  };
  const tempFolder = await temporaryFolder();
  const folder = await temporaryFolder();
  const bucket = createScriptedBucket();
  const catalogue = createPlainCatalogue();
  for (const [each, text] of Object.entries(objects)) {
    const content = Buffer.from(text);
    bucket.objects.set(each, {
      content,
      contentType: 'image/webp',
      cacheControl: undefined,
      acl: undefined,
      metadata: {},
      modified: 1,
    });
    await catalogue.addObjects([{ key: each, bytes: content.length, modified: 1, etag: '' }]);
  }
  const pipeline = createPlainPipeline();
  const jobs = createJobCenter({ onChange: () => undefined });
  const downloads = createDownloads({ tempFolder, lingerMs: LINGER_MS });
  const saves = createSaves({ jobs, pipeline, downloads, tempFolder, watch });
  const connection = { summary: { connectionId: 'c1' }, bucket, catalogue };
  const prepare = (request: Partial<PrepareRequest> = {}) =>
    saves.prepare({ groupId: 0, size: 512, choice: asStored, resultId: 'r1', ...request }, connection);
  const gets = (): number => bucket.log.filter((line) => line.startsWith('get ')).length;
  return { tempFolder, folder, watched, bucket, catalogue, pipeline, jobs, saves, connection, prepare, gets };
}

describe('preparing a save', () => {
  it('takes the stored bytes as they are and tells their pixels', async () => {
    const { prepare } = await scene();
    expect(await prepare()).toEqual({
      resultId: 'r1',
      bytes: 15,
      width: 512,
      height: 384,
      storedBytes: 15,
      fileName: `${uuid}_512.webp`,
    });
  });

  it('really converts, and names the result after the original', async () => {
    const { catalogue, prepare } = await scene();
    await catalogue.learn(0, encodeMetadata({ name: '경주/여행', extension: 'jpeg' }));
    const result = await prepare({ choice: png });
    expect(result).toMatchObject({ bytes: 30, storedBytes: 15, fileName: '경주_여행_512.png' });
    const jpeg = await prepare({ choice: { kind: 'convert', format: 'jpeg', quality: 80, metadata: 'keep' } });
    expect(jpeg.fileName).toBe('경주_여행_512.jpeg');
  });

  it('gives a foreign image its own name', async () => {
    const { prepare } = await scene({ 'camera/IMG_1.JPG': 'picture 9x9' });
    expect((await prepare({ size: 'original' })).fileName).toBe('IMG_1.JPG');
    expect((await prepare({ size: 'original', choice: png })).fileName).toBe('IMG_1.png');
  });

  it('fetches a variant once for all formats', async () => {
    const { prepare, gets } = await scene();
    await prepare({ choice: png });
    await prepare({ choice: { kind: 'convert', format: 'gif', quality: null, metadata: 'keep' } });
    await prepare();
    expect(gets()).toBe(1);
  });

  it('goes on with the transfer where another choice follows before the bytes are there', async () => {
    const { bucket, prepare, saves, gets } = await scene();
    const gate = createGate();
    bucket.before = () => gate.passed;
    const refused = expect(prepare({ choice: png })).rejects.toMatchObject({ error: { code: 'cancelled' } });
    await vi.waitFor(() => expect(gets()).toBe(1));
    saves.discard('r1');
    await refused;
    const second = prepare({ choice: asStored, resultId: 'r2' });
    gate.open();
    expect(await second).toMatchObject({ bytes: 15 });
    expect(gets()).toBe(1);
  });

  it('gives up the transfer when the result is discarded meanwhile, and leaves nothing on disk', async () => {
    const { bucket, saves, prepare, tempFolder } = await scene();
    const gate = createGate();
    const signals: AbortSignal[] = [];
    bucket.before = ({ signal }) => {
      signals.push(signal);
      gate.open();
      return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    };
    const preparing = prepare();
    const refused = expect(preparing).rejects.toMatchObject({ error: { code: 'cancelled' } });
    await gate.passed;
    saves.discard('r1');
    await refused;
    await vi.waitFor(() => expect(signals[0]?.aborted).toBe(true));
    await vi.waitFor(async () => expect(await readdir(tempFolder)).toEqual([]));
  });

  it('removes a converted result when it is discarded', async () => {
    const { saves, prepare, tempFolder } = await scene();
    await prepare({ choice: png });
    const results = async () => (await readdir(tempFolder)).filter((name) => name.includes('result'));
    expect(await results()).toHaveLength(1);
    saves.discard('r1');
    await vi.waitFor(async () => expect(await results()).toEqual([]));
    expect(() => saves.suggestedName('r1')).toThrow(expect.objectContaining({ error: { code: 'result-expired' } }));
  });

  it('keeps the newest eight results and few downloads', async () => {
    const keys = Array.from({ length: 12 }, (_, n) => `post/${n}.png`);
    const { saves, prepare, tempFolder } = await scene(Object.fromEntries(keys.map((each) => [each, 'picture 9x9'])));
    for (const groupId of keys.keys())
      await prepare({ groupId, size: 'original', choice: png, resultId: `r${groupId}` });
    expect(() => saves.suggestedName('r3')).toThrow();
    expect(saves.suggestedName('r4')).toBe('4.png');
    await vi.waitFor(async () => expect((await readdir(tempFolder)).length).toBe(8 + 8));
  });

  it('case 41: forgets a key that is no longer in the bucket', async () => {
    const { bucket, catalogue, prepare } = await scene();
    bucket.objects.clear();
    await expect(prepare()).rejects.toMatchObject({ error: { code: 'key-vanished', key } });
    expect(catalogue.objects.size).toBe(0);
  });

  it('case 39: passes on why an image cannot be converted, and still offers its stored bytes', async () => {
    const { prepare } = await scene({ [key]: 'truncated' });
    const damaged = new AppFailure({ code: 'damaged-image', name: 'x', detail: 'cut' });
    const broken = await scene({ [key]: 'truncated' });
    broken.pipeline.before = () => {
      throw damaged;
    };
    await expect(broken.prepare({ choice: png })).rejects.toMatchObject({
      error: { code: 'damaged-image', name: `${uuid}_512.webp` },
    });
    expect(await prepare()).toMatchObject({ bytes: 9, width: 0, height: 0 });
  });
});

describe('writing a save', () => {
  it('writes the result to the chosen path as a job', async () => {
    const { saves, jobs, prepare, folder } = await scene();
    await prepare({ choice: png });
    const target = path.join(folder, 'my own name.PNG');
    const ended = await jobs.ended(saves.write('r1', target));
    expect(ended).toMatchObject({
      kind: 'save',
      state: 'succeeded',
      subject: 'my own name.PNG',
      savedPath: target,
      bytesDone: 30,
    });
    expect(await readFile(target, 'utf8')).toBe('png at null of picture 512x384');
    expect(await readdir(folder)).toEqual(['my own name.PNG']);
  });

  it('finishes writing a result that is discarded meanwhile', async () => {
    const { saves, jobs, prepare, folder, tempFolder } = await scene();
    await prepare({ choice: png });
    const target = path.join(folder, 'a.png');
    const id = saves.write('r1', target);
    saves.discard('r1');
    expect((await jobs.ended(id)).state).toBe('succeeded');
    expect(await readFile(target, 'utf8')).toContain('png');
    await vi.waitFor(async () =>
      expect((await readdir(tempFolder)).filter((name) => name.includes('result'))).toEqual([]),
    );
  });

  it('case 45: leaves the old file where the result cannot be written', async () => {
    const { saves, jobs, prepare, folder } = await scene();
    await prepare();
    const target = path.join(folder, 'missing', 'a.webp');
    expect(await jobs.ended(saves.write('r1', target))).toMatchObject({
      state: 'failed',
      error: { code: 'not-writable', path: target },
      savedPath: null,
    });
  });

  it('says that the result has to be made anew where its file is gone', async () => {
    const { saves, jobs, prepare, folder, tempFolder } = await scene();
    await prepare();
    await rm(tempFolder, { recursive: true });
    const target = path.join(folder, 'a.webp');
    await writeFile(target, 'old');
    expect(await jobs.ended(saves.write('r1', target))).toMatchObject({ error: { code: 'result-expired' } });
    expect(await readFile(target, 'utf8')).toBe('old');
    await prepare();
    expect((await jobs.ended(saves.write('r1', target))).state).toBe('succeeded');
    expect(await readFile(target, 'utf8')).toBe('picture 512x384');
  });

  it('drops the results of a connection that closes', async () => {
    const { saves, prepare } = await scene();
    await prepare();
    saves.discardAll('other');
    expect(saves.suggestedName('r1')).toBe(`${uuid}_512.webp`);
    saves.discardAll('c1');
    expect(() => saves.write('r1', '/a')).toThrow(expect.objectContaining({ error: { code: 'result-expired' } }));
  });
});

describe('saving an object that is no image', () => {
  it('suggests the safe end of its key', async () => {
    const { saves } = await scene();
    expect(saves.suggestedObjectName('docs/2026/보고서: 최종.pdf')).toBe('보고서_ 최종.pdf');
  });

  it('writes it untouched straight to the target', async () => {
    const { saves, jobs, connection, folder, tempFolder } = await scene({ 'docs/a.pdf': 'the report' });
    const target = path.join(folder, 'a.pdf');
    const ended = await jobs.ended(saves.saveObject(connection, 'docs/a.pdf', target));
    expect(ended).toMatchObject({ state: 'succeeded', bytesDone: 10, bytesTotal: 10, savedPath: target });
    expect(await readFile(target, 'utf8')).toBe('the report');
    expect(await readdir(tempFolder)).toEqual([]);
  });

  it('case 27: keeps the old file and nothing else where the body is damaged', async () => {
    const { bucket, saves, jobs, connection, folder } = await scene({ 'docs/a.pdf': 'the report' });
    const target = path.join(folder, 'a.pdf');
    await writeFile(target, 'old');
    bucket.getFile = async (damagedKey, file) => {
      await writeFile(file, 'the rep');
      throw new AppFailure({ code: 'transfer-damaged', key: damagedKey, expected: '10', received: '7' });
    };
    expect(await jobs.ended(saves.saveObject(connection, 'docs/a.pdf', target))).toMatchObject({
      state: 'failed',
      error: { code: 'transfer-damaged' },
    });
    expect(await readFile(target, 'utf8')).toBe('old');
    expect(await readdir(folder)).toEqual(['a.pdf']);
  });

  it('case 41: says that it is no longer in the bucket', async () => {
    const { saves, jobs, connection, folder } = await scene();
    const id = saves.saveObject(connection, 'docs/gone.pdf', path.join(folder, 'a.pdf'));
    expect(await jobs.ended(id)).toMatchObject({
      state: 'failed',
      error: { code: 'key-vanished', key: 'docs/gone.pdf' },
    });
    expect(await readdir(folder)).toEqual([]);
  });
});

describe('what lies beside a target while it is written', () => {
  it('case 29: is told of before and after, for a result and for an object', async () => {
    const { prepare, saves, jobs, connection, folder, watched } = await scene({
      [key]: 'picture 512x384',
      'a.pdf': 'x',
    });
    await prepare();
    await jobs.ended(saves.write('r1', path.join(folder, 'a.webp')));
    expect(watched).toEqual([`begin ${folder}`, `end ${folder}`]);
    await jobs.ended(saves.saveObject(connection, 'a.pdf', path.join(folder, 'a.pdf')));
    expect(watched.slice(2)).toEqual([`begin ${folder}`, `end ${folder}`]);
  });
});
