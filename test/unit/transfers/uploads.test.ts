import { cp } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createJobCenter } from '../../../electron/transfers/job-center.ts';
import { type Journal, openJournal } from '../../../electron/transfers/journal.ts';
import type { BegunSource, SourceRecord } from '../../../electron/transfers/journal-records.ts';
import { createUploads } from '../../../electron/transfers/uploads.ts';
import { createPlainPipeline } from '../../support/plain-pipeline.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const place = { endpoint: 'http://127.0.0.1:9', name: 'photos', prefix: 'site/' };
const job = { subject: 'site/post/', keepOriginal: true, acl: 'private' } as const;
const source = (name: string, state: SourceRecord['state'] = { kind: 'waiting' }): SourceRecord => ({
  file: { path: `/home/me/${name}`, name, bytes: 7, modified: 1, facts: { format: 'jpeg' } },
  album: 'site/post/',
  state,
});
const key = 'site/post/f06bb30d-c640-41bc-b287-9b22111ac762_original.jpg';
const begun: BegunSource = {
  kind: 'begun',
  uuid: 'f06bb30d-c640-41bc-b287-9b22111ac762',
  uploaded: 1_700_000_000_000,
  sha256: 'ab'.repeat(32),
  keys: [key],
  parts: { [key]: { uploadId: 'u1', partBytes: 8 } },
};

function open(folder: string): Journal {
  const journal = openJournal(folder, (reason) => {
    throw reason;
  });
  onTestFinished(() => journal.close());
  return journal;
}

async function scene() {
  const folder = await temporaryFolder();
  const journal = open(path.join(folder, 'uploads'));
  const uploads = createUploads({
    jobs: createJobCenter({ onChange: () => undefined }),
    pipeline: createPlainPipeline(),
    tempFolder: folder,
    journal,
    onLeftBehind: () => undefined,
  });
  const nextRun = async (): Promise<Journal> => {
    await cp(path.join(folder, 'uploads'), path.join(folder, 'copy'), { recursive: true });
    return open(path.join(folder, 'copy'));
  };
  return { journal, uploads, nextRun };
}

describe('uploads to a place that a person forgot', () => {
  it('are given up with the names of their files, except for what may lie in the bucket in part', async () => {
    const { journal, uploads, nextRun } = await scene();
    (await journal.of(place).begin(job, [source('sent-in-part.jpg', begun), source('waiting.jpg')])).leave();
    await uploads.giveUp(place);
    const next = (await nextRun()).of(place);
    expect(next.take()).toEqual([]);
    const left = next.left().map(([, record]) => record);
    expect(left).toMatchObject([{ keys: [expect.stringMatching(/_thumbnail/), key], uploads: [{ uploadId: 'u1' }] }]);
    expect(JSON.stringify(left)).not.toContain('/home/me');
  });

  it('are no others: those to another prefix or bucket go on', async () => {
    const { journal, uploads, nextRun } = await scene();
    for (const other of [
      { ...place, prefix: '' },
      { ...place, name: 'more' },
    ])
      (await journal.of(other).begin(job, [source('a.jpg', begun)])).leave();
    await uploads.giveUp(place);
    const next = await nextRun();
    expect(next.of({ ...place, prefix: '' }).take()).toHaveLength(1);
    expect(next.of({ ...place, name: 'more' }).take()).toHaveLength(1);
  });
});
