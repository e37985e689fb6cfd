import { randomBytes } from 'node:crypto';
import { cpSync } from 'node:fs';
import { readFile, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { memoryJournal } from '../../../electron/transfers/journal.ts';
import { openJournalStore } from '../../../electron/transfers/journal-store.ts';
import { afterKill, begun, emptyFolder, job, left, open, place, source } from '../../support/journal-scene.ts';

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
});
