import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { createStaging, MAX_STAGINGS } from '../../../electron/transfers/staging.ts';
import { createPlainPipeline } from '../../support/plain-pipeline.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const never = { signal: new AbortController().signal };

async function folderOf(files: Record<string, string>): Promise<string> {
  const folder = await temporaryFolder();
  for (const [name, content] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
    await writeFile(path.join(folder, name), content);
  }
  return folder;
}

const SHA256 = createHash('sha256').update('').digest('hex');

describe('createStaging', () => {
  it('accepts images by content, refuses the rest with reasons, and keeps the order of the drop', async () => {
    const folder = await folderOf({ 'b.png': 'picture 600x400', 'a.txt': 'picture 3000x2000', 'c.jpg': 'not at all' });
    const staging = createStaging({ pipeline: createPlainPipeline() });
    const staged = await staging.stage('c1', [folder, path.join(folder, 'gone.png')], never);
    const both = { pictures: 2, bytes: 32, losingPixels: 2, inFolders: 2 };
    expect(staged).toEqual({
      stagingId: expect.stringMatching(/^[\w-]{1,64}$/),
      accepted: 2,
      duplicates: 0,
      sent: { skip: both, keep: both },
      compared: { known: 0, groups: 0 },
      refused: [
        { name: 'c.jpg', error: { code: 'not-an-image', name: 'c.jpg' } },
        { name: 'gone.png', error: { code: 'file-not-found', path: path.join(folder, 'gone.png') } },
      ],
      refusedMore: 0,
    });
    const inFolder = { folder: path.basename(folder), duplicate: null };
    expect(staging.items(staged.stagingId, 0, 10)).toEqual([
      { name: 'a.txt', bytes: 17, width: 3000, height: 2000, format: 'JPEG', losesPixels: true, ...inFolder },
      { name: 'b.png', bytes: 15, width: 600, height: 400, format: 'JPEG', losesPixels: true, ...inFolder },
    ]);
    expect(staging.items(staged.stagingId, 1, 10)).toHaveLength(1);
  });

  it('case 50: composes names that a Mac took apart', async () => {
    const folder = await folderOf({ ['경주.jpg'.normalize('NFD')]: 'picture 512x512' });
    const staging = createStaging({ pipeline: createPlainPipeline() });
    const { stagingId } = await staging.stage('c1', [folder], never);
    expect(staging.items(stagingId, 0, 1)[0]).toMatchObject({ name: '경주.jpg', losesPixels: false });
  });

  it('tells in which folders of the drop a file lies', async () => {
    const folder = await folderOf({
      '여름/a.png': 'picture 9x9',
      '여름/둘째 날/b.png': 'picture 8x8',
      'c.png': 'picture 7x7',
    });
    const staging = createStaging({ pipeline: createPlainPipeline() });
    const dropped = [path.join(folder, '여름'.normalize('NFC')), path.join(folder, 'c.png')];
    const staged = await staging.stage('c1', dropped, never);
    expect(staged.sent.keep.inFolders).toBe(2);
    const items = staging.items(staged.stagingId, 0, 10);
    expect(items.map((item) => [item.name, item.folder])).toEqual([
      ['a.png', '여름'],
      ['b.png', '여름/둘째 날'],
      ['c.png', ''],
    ]);
  });

  it('finds what is in the bucket already, and what comes twice', async () => {
    const folder = await folderOf({ 'a.png': 'picture 9x9', 'b.png': 'picture 8x8', 'c.png': 'picture 8x8' });
    const digest = createHash('sha256').update('picture 9x9').digest('hex');
    const asked: string[][] = [];
    const findSources = async (digests: readonly string[]) => {
      asked.push([...digests]);
      return { found: new Map([[digest, 7]]), known: 3, groups: 10 };
    };
    const staging = createStaging({ pipeline: createPlainPipeline() });
    const staged = await staging.stage('c1', [folder], { ...never, catalogue: { findSources } });
    expect(staged).toMatchObject({ accepted: 3, duplicates: 2, compared: { known: 3, groups: 10 } });
    expect(staging.items(staged.stagingId, 0, 3).map(({ duplicate }) => duplicate)).toEqual([
      { kind: 'in-bucket', groupId: 7 },
      null,
      { kind: 'in-drop' },
    ]);
    expect(asked).toHaveLength(1);
  });

  it('counts without the duplicates what is sent where they are left out', async () => {
    const folder = await folderOf({
      'in/a.png': 'picture 3000x9',
      'in/b.png': 'picture 3000x9',
      'c.png': 'picture 8x8',
    });
    const staging = createStaging({ pipeline: createPlainPipeline() });
    const { sent, duplicates } = await staging.stage(
      'c1',
      [path.join(folder, 'in'), path.join(folder, 'c.png')],
      never,
    );
    expect(duplicates).toBe(1);
    expect(sent.keep).toEqual({ pictures: 3, bytes: 39, losingPixels: 2, inFolders: 2 });
    expect(sent.skip).toEqual({ pictures: 2, bytes: 25, losingPixels: 1, inFolders: 1 });
  });

  it('case 42: stages ten thousand files, lists two hundred refusals and counts the others', async () => {
    const pipeline = createPlainPipeline();
    pipeline.inspect = async (file) => {
      if (Number(path.basename(file, '.png')) % 10 === 0) throw new Error('damaged');
      return { format: 'png', bytes: 1, width: 512, height: 512, frames: 1, alpha: false, sha256: SHA256 };
    };
    const folder = await folderOf({ 'keep/0.png': '0' });
    const paths = [folder, ...Array.from({ length: 9999 }, () => path.join(folder, 'keep', '0.png'))];
    await Promise.all(Array.from({ length: 9 }, (_, index) => writeFile(path.join(folder, `${index + 1}.png`), '1')));
    const looked: number[] = [];
    const staged = await createStaging({ pipeline }).stage('c1', paths, { ...never, onLooked: (n) => looked.push(n) });
    expect(staged).toMatchObject({ accepted: 9, refusedMore: 9800 });
    expect(staged.refused).toHaveLength(200);
    expect(looked.at(-1)).toBe(10_009);
    expect(looked.length).toBeLessThan(500);
  });

  it('looks at a bounded number of files at a time', async () => {
    const pipeline = createPlainPipeline();
    const folder = await folderOf(
      Object.fromEntries(Array.from({ length: 40 }, (_, n) => [`${n}.png`, 'picture 9x9'])),
    );
    await createStaging({ pipeline }).stage('c1', [folder], never);
    expect(pipeline.log).toHaveLength(40);
    expect(pipeline.running.most).toBeLessThanOrEqual(4);
  });

  it('ends when it is cancelled', async () => {
    const controller = new AbortController();
    const pipeline = createPlainPipeline();
    pipeline.before = () => controller.abort();
    const folder = await folderOf({ 'a.png': 'picture 9x9', 'b.png': 'picture 9x9' });
    await expect(createStaging({ pipeline }).stage('c1', [folder], { signal: controller.signal })).rejects.toThrow();
  });

  it('forgets what was discarded, and the oldest of many', async () => {
    const staging = createStaging({ pipeline: createPlainPipeline() });
    const ids: string[] = [];
    for (let index = 0; index <= MAX_STAGINGS; index += 1) ids.push((await staging.stage('c1', [], never)).stagingId);
    const [oldest = '', second = ''] = ids;
    staging.discard(second);
    for (const gone of [oldest, second]) {
      expect(() => staging.files(gone)).toThrow(expect.objectContaining({ error: { code: 'result-expired' } }));
    }
    expect(staging.files(ids.at(-1) ?? '')).toEqual({ connectionId: 'c1', files: [] });
  });

  it('stops looking where the person gave up or the connection closed, and goes on for others', async () => {
    const folder = await folderOf({ 'a.png': '0', 'b.png': '1', 'c.png': '2', 'd.png': '3', 'e.png': '4' });
    const pipeline = createPlainPipeline();
    let inspected = 0;
    let reached: () => void = () => undefined;
    const busy = new Promise<void>((resolve) => {
      reached = resolve;
    });
    pipeline.inspect = async (file, { signal }) => {
      if (path.basename(file) === 'other.png')
        return { format: 'png', bytes: 1, width: 512, height: 512, frames: 1, alpha: false, sha256: SHA256 };
      inspected += 1;
      if (inspected === 4) reached();
      return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    };
    const staging = createStaging({ pipeline });
    const stopped = expect(staging.stage('c1', [folder], never)).rejects.toThrow('aborted');
    await busy;
    staging.stop('c2');
    staging.stop('c1');
    await stopped;
    expect(inspected).toBe(4);
    const other = await folderOf({ 'other.png': '' });
    expect(await staging.stage('c1', [other], never)).toMatchObject({ accepted: 1 });
  });
});
