import { cp } from 'node:fs/promises';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { type Journal, openJournal } from '../../electron/transfers/journal.ts';
import type { BegunSource, SourceRecord } from '../../electron/transfers/journal-records.ts';
import { temporaryFolder } from './temporary-folder.ts';

export const place = { endpoint: 'http://127.0.0.1:9', name: 'photos', prefix: 'site/' };
export const job = { subject: 'site/post/', keepOriginal: true, acl: 'private' } as const;
export const source = (name: string): SourceRecord => ({
  file: { path: `/home/me/${name}`, name, bytes: 7, modified: 1234.5678, facts: { format: 'jpeg' } },
  album: 'site/post/',
  state: { kind: 'waiting' },
});
export const begun: BegunSource = {
  kind: 'begun',
  uuid: 'f06bb30d-c640-41bc-b287-9b22111ac762',
  uploaded: 1_700_000_000_000,
  sha256: 'ab'.repeat(32),
  keys: ['site/post/f06bb30d-c640-41bc-b287-9b22111ac762_original.jpg'],
  parts: {
    'site/post/f06bb30d-c640-41bc-b287-9b22111ac762_original.jpg': { uploadId: 'u1', partBytes: 8 },
  },
};
export const left = {
  keys: begun.keys,
  uploads: [{ key: 'k', uploadId: 'u2' }],
  own: { uploaded: begun.uploaded, sha256: begun.sha256 },
  mayBeWhole: false,
};

export interface Opened {
  journal: Journal;
  troubles: unknown[];
}

export async function open(folder: string): Promise<Opened> {
  const troubles: unknown[] = [];
  const journal = openJournal(folder, (reason) => troubles.push(reason));
  onTestFinished(() => journal.close());
  return { journal, troubles };
}

export const emptyFolder = async (): Promise<string> => path.join(await temporaryFolder(), 'uploads');

/** What the next run finds where this one ends here and now. */
export async function afterKill(folder: string): Promise<Opened> {
  const copy = await emptyFolder();
  await cp(folder, copy, { recursive: true });
  return open(copy);
}

/** What the unfinished jobs of the bucket are about, oldest first. */
export const subjectsOf = ({ journal }: Opened): (string | null)[] =>
  journal
    .of(place)
    .take()
    .map(({ record }) => record.subject);
