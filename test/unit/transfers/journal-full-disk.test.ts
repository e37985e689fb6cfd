import { cp, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  afterKill,
  begun,
  emptyFolder,
  job,
  left,
  open,
  place,
  source,
  subjectsOf,
} from '../../support/journal-scene.ts';
import { smallDisk } from '../../support/small-disk.ts';

describe('the journal of uploads on a full disk', () => {
  it('lives for the run only where the disk has no room for it, and says so', async ({ skip }) => {
    const disk = await smallDisk();
    if (disk.folder === null) return skip(disk.missing);
    await fill(disk.folder);
    const { journal, troubles } = await open(path.join(disk.folder, 'uploads'));
    expect(troubles).toMatchObject([{ code: 'ENOSPC' }]);
    const written = await journal.of(place).begin(job, [source('a.jpg')]);
    await written.mark(0, begun);
    await written.done(0);
    await written.end();
  });

  it('keeps what an earlier run left where it finds no room, and what comes then once there is some', async ({
    skip,
  }) => {
    const disk = await smallDisk();
    if (disk.folder === null) return skip(disk.missing);
    const folder = path.join(disk.folder, 'uploads');
    const first = await open(folder);
    (await first.journal.of(place).begin({ ...job, subject: 'earlier' }, [source('a.jpg')])).leave();
    await first.journal.close();
    const full = await fill(disk.folder);
    const { journal, troubles } = await open(folder);
    expect(troubles).toMatchObject([{ code: 'ENOSPC' }]);
    expect(journal.of(place).take()).toEqual([]);
    const written = await journal.of(place).begin({ ...job, subject: 'later' }, [source('b.jpg'), source('c.jpg')]);
    expect(subjectsOf(await afterKill(folder))).toEqual(['earlier']);
    await rm(full);
    await written.done(0);
    const next = await afterKill(folder);
    expect(
      next.journal
        .of(place)
        .take()
        .map(({ record, sources }) => [record.subject, [...sources.keys()]]),
    ).toEqual([
      ['earlier', [0]],
      ['later', [1]],
    ]);
    expect(next.troubles).toEqual([]);
    // Full once more: what is done from now on is not begun again, and what lies there unread stays.
    await fill(disk.folder);
    await written.done(1);
    await written.end();
    await journal.close();
    const last = await afterKill(folder);
    expect(subjectsOf(last)).toEqual(['earlier']);
    expect(last.troubles).toHaveLength(0);
  });

  it('knows what an earlier run could not bring up to date, also after one that could not read it', async ({
    skip,
  }) => {
    const disk = await smallDisk();
    if (disk.folder === null) return skip(disk.missing);
    const folder = path.join(disk.folder, 'uploads');
    const first = await open(folder);
    const done = await first.journal.of(place).begin({ ...job, subject: 'done' }, [source('a.jpg')]);
    (await first.journal.of(place).begin({ ...job, subject: 'earlier' }, [source('b.jpg')])).leave();
    let full = await fill(disk.folder);
    await done.end();
    await first.journal.close();
    const { journal } = await open(folder);
    const written = await journal.of(place).begin({ ...job, subject: 'later' }, [source('c.jpg'), source('d.jpg')]);
    for (const index of [0, 1]) {
      await rm(full);
      await written.mark(0, begun);
      expect(subjectsOf(await afterKill(folder))).toEqual(['earlier', 'later']);
      full = await fill(disk.folder);
      await written.done(index);
      expect(subjectsOf(await afterKill(folder))).toEqual(['earlier']);
    }
  });

  describe('where the disk fills up meanwhile', () => {
    const other = { ...place, name: 'more' };

    /** A run in which two sources are under way when the disk fills up, beside what waits for another bucket. */
    async function filled(disk: { folder: string }) {
      const folder = path.join(disk.folder, 'uploads');
      const { journal, troubles } = await open(folder);
      const waiting = await journal.of(other).begin({ ...job, subject: 'other' }, [source('o.jpg'), source('p.jpg')]);
      await waiting.putOff(1, null, left);
      waiting.leave();
      const written = await journal.of(place).begin(job, [source('a.jpg'), source('b.jpg')]);
      await written.mark(1, begun);
      const full = await fill(disk.folder);
      await written.done(0);
      expect(troubles).toHaveLength(1);
      return { folder, troubles, written, full };
    }

    it('goes on, and begins nothing again in the next run that it did after that', async ({ skip }) => {
      const disk = await smallDisk();
      if (disk.folder === null) return skip(disk.missing);
      const { folder, written } = await filled(disk);
      await written.done(1);
      const copy = await emptyFolder();
      await cp(folder, copy, { recursive: true });
      // Also of the run after that one.
      for (const _ of ['next', 'one after it']) {
        const next = await open(copy);
        expect(next.journal.of(place).take()).toEqual([]);
        // What is whole by now is left alone when it is looked at.
        expect(next.journal.of(place).left()).toMatchObject([
          [expect.anything(), { uploads: [{ uploadId: 'u1' }], mayBeWhole: true }],
        ]);
        expect(next.journal.of(other).left()).toHaveLength(1);
        expect(next.troubles).toEqual([]);
        await next.journal.close();
      }
    });

    it('loses nothing of what other buckets wait for', async ({ skip }) => {
      const disk = await smallDisk();
      if (disk.folder === null) return skip(disk.missing);
      const { folder } = await filled(disk);
      const next = await afterKill(folder);
      const [found, ...rest] = next.journal.of(other).take();
      expect([...(found?.sources ?? [])]).toEqual([[0, source('o.jpg')]]);
      expect(rest).toEqual([]);
      expect(next.journal.of(other).left()).toMatchObject([[expect.anything(), left]]);
    });

    it('takes back no more what was taken back or is wanted since', async ({ skip }) => {
      const disk = await smallDisk();
      if (disk.folder === null) return skip(disk.missing);
      const folder = path.join(disk.folder, 'uploads');
      const { journal } = await open(folder);
      const written = await journal.of(place).begin(job, [source('a.jpg'), source('b.jpg')]);
      const done = await written.putOff(0, null, left);
      await written.putOff(1, null, { ...left, keys: ['site/post/stays'] });
      await fill(disk.folder);
      await journal.of(place).forget(done);
      const next = (await afterKill(folder)).journal.of(place).left();
      expect(next.map(([, { keys }]) => keys)).toEqual([['site/post/stays']]);
    });

    it('is right on the disk again once there is room', async ({ skip }) => {
      const disk = await smallDisk();
      if (disk.folder === null) return skip(disk.missing);
      const { folder, troubles, written, full } = await filled(disk);
      await rm(full);
      await written.mark(1, { ...begun, sha256: 'cd'.repeat(32) });
      const next = await afterKill(folder);
      const [found] = next.journal.of(place).take();
      expect([...(found?.sources ?? [])]).toEqual([
        [1, { ...source('b.jpg'), state: { ...begun, sha256: 'cd'.repeat(32) } }],
      ]);
      expect(next.journal.of(place).left()).toEqual([]);
      expect(next.journal.of(other).take()).toHaveLength(1);
      expect(troubles).toHaveLength(1);
      expect(await readdir(folder)).not.toContainEqual(expect.stringMatching(/^overtaken/));
    });

    it('is right on the disk at the end of the run, where there is room by then', async ({ skip }) => {
      const disk = await smallDisk();
      if (disk.folder === null) return skip(disk.missing);
      const folder = path.join(disk.folder, 'uploads');
      const { journal } = await open(folder);
      const written = await journal.of(place).begin(job, [source('a.jpg'), source('b.jpg')]);
      const full = await fill(disk.folder);
      await written.done(0);
      await rm(full);
      await journal.close();
      const [found] = (await open(folder)).journal.of(place).take();
      expect([...(found?.sources.keys() ?? [])]).toEqual([1]);
    });
  });
});

/** Leaves no room. Answers the file that takes it. */
async function fill(folder: string): Promise<string> {
  const full = path.join(folder, 'full');
  await writeFile(full, Buffer.alloc(1024 * 1024)).catch(() => undefined);
  return full;
}
