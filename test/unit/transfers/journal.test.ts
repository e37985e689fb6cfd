import { randomBytes } from 'node:crypto';
import { cpSync } from 'node:fs';
import { cp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type Journal, memoryJournal, openJournal } from '../../../electron/transfers/journal.ts';
import type { BegunSource, SourceRecord } from '../../../electron/transfers/journal-records.ts';
import { openJournalStore } from '../../../electron/transfers/journal-store.ts';
import { smallDisk } from '../../support/small-disk.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const place = { endpoint: 'http://127.0.0.1:9', name: 'photos', prefix: 'site/' };
const job = { subject: 'site/post/', keepOriginal: true, acl: 'private' } as const;
const source = (name: string): SourceRecord => ({
  file: { path: `/home/me/${name}`, name, bytes: 7, modified: 1234.5678, facts: { format: 'jpeg' } },
  album: 'site/post/',
  state: { kind: 'waiting' },
});
const begun: BegunSource = {
  kind: 'begun',
  uuid: 'f06bb30d-c640-41bc-b287-9b22111ac762',
  uploaded: 1_700_000_000_000,
  sha256: 'ab'.repeat(32),
  keys: ['site/post/f06bb30d-c640-41bc-b287-9b22111ac762_original.jpg'],
  parts: {
    'site/post/f06bb30d-c640-41bc-b287-9b22111ac762_original.jpg': { uploadId: 'u1', partBytes: 8 },
  },
};
const left = {
  keys: begun.keys,
  uploads: [{ key: 'k', uploadId: 'u2' }],
  own: { uploaded: begun.uploaded, sha256: begun.sha256 },
  mayBeWhole: false,
};

interface Opened {
  journal: Journal;
  troubles: unknown[];
}

async function open(folder: string): Promise<Opened> {
  const troubles: unknown[] = [];
  const journal = openJournal(folder, (reason) => troubles.push(reason));
  onTestFinished(() => journal.close());
  return { journal, troubles };
}

const emptyFolder = async (): Promise<string> => path.join(await temporaryFolder(), 'uploads');

/** What the next run finds where this one ends here and now. */
async function afterKill(folder: string): Promise<Opened> {
  const copy = await emptyFolder();
  await cp(folder, copy, { recursive: true });
  return open(copy);
}

describe('the journal of uploads', () => {
  it('case 31: has every source of a job as it was last said to be, once that is answered for', async () => {
    const folder = await emptyFolder();
    const { journal } = await open(folder);
    const written = await journal.of(place).begin(job, [source('a.jpg'), source('b.jpg'), source('c.jpg')]);
    await written.mark(1, begun);
    await written.mark(2, { kind: 'failed', error: { code: 'file-changed', path: '/home/me/c.jpg' } });
    await written.done(0);
    const [found] = (await afterKill(folder)).journal.of(place).take();
    expect(found?.record).toMatchObject(job);
    expect([...(found?.sources ?? [])]).toEqual([
      [1, { ...source('b.jpg'), state: begun }],
      [2, { ...source('c.jpg'), state: { kind: 'failed', error: { code: 'file-changed', path: '/home/me/c.jpg' } } }],
    ]);
  });

  it('case 44: has the jobs of one bucket and prefix only, oldest first', async () => {
    const folder = await emptyFolder();
    const { journal } = await open(folder);
    for (const subject of ['one', 'two']) await journal.of(place).begin({ ...job, subject }, [source('a.jpg')]);
    await journal.of({ ...place, prefix: '' }).begin({ ...job, subject: 'other' }, [source('b.jpg')]);
    const again = (await afterKill(folder)).journal;
    expect(
      again
        .of({ ...place })
        .take()
        .map(({ record }) => record.subject),
    ).toEqual(['one', 'two']);
    expect(again.of({ ...place, prefix: '' }).take()).toHaveLength(1);
    expect(again.of({ ...place, name: 'more' }).take()).toEqual([]);
  });

  it('gives a job to one only, until that one leaves it', async () => {
    const { journal } = await open(await emptyFolder());
    const bucket = journal.of(place);
    const written = await bucket.begin(job, [source('a.jpg')]);
    expect(bucket.take()).toEqual([]);
    written.leave();
    expect(bucket.take()).toHaveLength(1);
    expect(bucket.take()).toEqual([]);
  });

  it('holds nothing of a job that ended', async () => {
    const folder = await emptyFolder();
    const { journal } = await open(folder);
    const written = await journal.of(place).begin(job, [source('a.jpg'), source('b.jpg')]);
    await written.done(0);
    await written.end();
    expect((await afterKill(folder)).journal.of(place).take()).toEqual([]);
    await journal.close();
    expect(openJournalStore(folder, () => undefined).read()).toEqual([]);
  });

  it('forgets the sources of a job that was never begun, and a job that is through', async () => {
    const folder = await emptyFolder();
    const store = openJournalStore(folder, () => undefined);
    await store.write(
      new Map<string, unknown>([
        ['source/lost/00000000', source('a.jpg')],
        ['job/through', { ...job, place: 'p', created: 1 }],
        ['job/odd', 'no job'],
      ]),
    );
    await store.close();
    const { journal } = await open(folder);
    await journal.close();
    const again = openJournalStore(folder, () => undefined);
    expect(again.read()).toEqual([]);
    await again.close();
  });

  it('case 34: has what is to be taken back until it is', async () => {
    const folder = await emptyFolder();
    const { journal } = await open(folder);
    const written = await journal.of(place).begin(job, [source('a.jpg')]);
    await written.mark(0, begun);
    await written.putOff(0, null, left);
    await written.end();
    const next = await afterKill(folder);
    const bucket = next.journal.of(place);
    expect(bucket.take()).toEqual([]);
    const [[leftId, record] = []] = bucket.left();
    expect(record).toMatchObject(left);
    expect(journal.of({ ...place, name: 'more' }).left()).toEqual([]);
    await bucket.forget(leftId ?? '');
    expect(bucket.left()).toEqual([]);
  });

  it('says at one stroke that a source is given up and what is to be taken back of it', async () => {
    const folder = await emptyFolder();
    const { journal } = await open(folder);
    const written = await journal.of(place).begin(job, [source('a.jpg'), source('b.jpg')]);
    await written.mark(0, begun);
    const copy = await emptyFolder();
    const putOff = written.putOff(0, null, left);
    // On the disk with the same flush, and no later.
    await written.mark(1, begun);
    cpSync(folder, copy, { recursive: true });
    const next = (await open(copy)).journal.of(place);
    expect(next.take().map(({ sources }) => [...sources.keys()])).toEqual([[1]]);
    expect(next.left()).toHaveLength(1);
    await putOff;
  });

  it('holds all sources of a job or none, however early the run ends', async () => {
    const folder = await emptyFolder();
    const { journal } = await open(folder);
    const bucket = journal.of(place);
    const other = await bucket.begin(job, [source('other.jpg')]);
    const many = Array.from({ length: 600 }, (_, n) => source(`${n}.jpg`));
    let isBegun = false;
    const beginning = bucket.begin(job, many).then(() => {
      isBegun = true;
    });
    while (!isBegun) {
      const copy = await emptyFolder();
      await other.mark(0, begun);
      cpSync(folder, copy, { recursive: true });
      const [, ...found] = (await open(copy)).journal.of(place).take();
      for (const { sources } of found) expect(sources.size).toBe(600);
    }
    await beginning;
  });

  it('knows the uploads in parts that are still needed', async () => {
    const bucket = memoryJournal().of(place);
    const written = await bucket.begin(job, [source('a.jpg')]);
    const [key = ''] = begun.keys;
    expect(bucket.needs({ key, uploadId: 'u1' })).toBe(false);
    await written.mark(0, begun);
    expect(bucket.needs({ key, uploadId: 'u1' })).toBe(true);
    await written.putOff(0, null, left);
    expect(bucket.needs({ key, uploadId: 'u1' })).toBe(false);
    expect(bucket.needs({ key: 'k', uploadId: 'u2' })).toBe(true);
  });

  it('takes in ten thousand sources, and as many changes at once', async () => {
    const folder = await emptyFolder();
    const { journal } = await open(folder);
    const many = Array.from({ length: 10_000 }, (_, n) => source(`${n}.jpg`));
    const written = await journal.of(place).begin(job, many);
    await Promise.all(many.slice(1).map((_, index) => written.done(index)));
    const [found] = (await afterKill(folder)).journal.of(place).take();
    expect([...(found?.sources.keys() ?? [])]).toEqual([9999]);
  });

  it('is left as it is by what comes after its end', async () => {
    const folder = await emptyFolder();
    const { journal, troubles } = await open(folder);
    const written = await journal.of(place).begin(job, [source('a.jpg')]);
    await journal.close();
    await written.done(0);
    await written.end();
    await journal.close();
    expect(troubles).toEqual([]);
    expect((await open(folder)).journal.of(place).take()).toHaveLength(1);
  });

  it('is begun anew where its file is something else, which stays beside it', async () => {
    const folder = await emptyFolder();
    const first = await open(folder);
    await first.journal.of(place).begin(job, [source('a.jpg')]);
    await first.journal.close();
    const noise = randomBytes(100_000);
    await writeFile(path.join(folder, 'data.mdb'), noise);
    const { journal } = await open(folder);
    expect(journal.of(place).take()).toEqual([]);
    const written = await journal.of(place).begin(job, [source('b.jpg')]);
    written.leave();
    expect((await afterKill(folder)).journal.of(place).take()).toHaveLength(1);
    expect((await readFile(path.join(`${folder}.damaged`, 'data.mdb'))).equals(noise)).toBe(true);
  });

  it('is begun anew where its file was cut short, and says so', async () => {
    const folder = await emptyFolder();
    const first = await open(folder);
    const many = Array.from({ length: 2000 }, (_, n) => source(`${n}.jpg`));
    await first.journal.of(place).begin(job, many);
    await first.journal.close();
    await truncate(path.join(folder, 'data.mdb'), 3 * 4096);
    const { journal, troubles } = await open(folder);
    expect(troubles).not.toEqual([]);
    expect(journal.of(place).take()).toEqual([]);
    const written = await journal.of(place).begin(job, [source('b.jpg')]);
    await written.done(0);
  });

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

const subjectsOf = ({ journal }: Opened): (string | null)[] =>
  journal
    .of(place)
    .take()
    .map(({ record }) => record.subject);
