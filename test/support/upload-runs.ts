import { cp, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { createJobCenter } from '../../electron/transfers/job-center.ts';
import { openJournal } from '../../electron/transfers/journal.ts';
import { createStaging } from '../../electron/transfers/staging.ts';
import { resumeUploads, startUpload, type UploadParts } from '../../electron/transfers/upload.ts';
import { createPlainCatalogue } from './plain-catalogue.ts';
import { createPlainPipeline } from './plain-pipeline.ts';
import { createGate, createScriptedBucket, type ScriptedRequest } from './scripted-bucket.ts';
import { temporaryFolder } from './temporary-folder.ts';

const never = new AbortController().signal;

/** A bucket and a person's folder that outlive any run of the app. */
export async function world(sources: Record<string, string>) {
  const drop = await temporaryFolder();
  for (const [name, content] of Object.entries(sources)) await writeFile(path.join(drop, name), content);
  const bucket = createScriptedBucket();
  const puts = (from = 0): string[] =>
    bucket.log.slice(from).flatMap((line) => (line.startsWith('put ') ? [line.slice(4)] : []));
  return { drop, bucket, puts };
}

export type World = Awaited<ReturnType<typeof world>>;

/** One run of the app over a journal. */
export async function run({ drop, bucket }: World, journalFolder: string) {
  const jobs = createJobCenter({ onChange: () => undefined });
  const pipeline = createPlainPipeline();
  const catalogue = createPlainCatalogue();
  const troubles: unknown[] = [];
  const journal = openJournal(journalFolder, (reason) => troubles.push(reason));
  onTestFinished(() => journal.close());
  const { endpoint, name, prefix } = bucket;
  const place = { endpoint, name, prefix };
  const tempFolder = await temporaryFolder();
  const parts: UploadParts = { jobs, bucket, catalogue, pipeline, tempFolder, journal: journal.of(place) };
  const ended = async (id: string) => ({ summary: await jobs.ended(id), items: jobs.items(id, 0, 1000) });
  return {
    jobs,
    pipeline,
    catalogue,
    journal: journal.of(place),
    journalFolder,
    /** Takes up all that an earlier run left, and answers the ids of its jobs. */
    resume: (signal = never) => resumeUploads(parts, journal, { connectionId: 'c2', ...place, signal }),
    parts,
    ended,
    async start(): Promise<string> {
      const staging = createStaging({ pipeline });
      const { stagingId } = await staging.stage('c1', [drop], { signal: never });
      const request = {
        album: 'post/',
        keepOriginal: false,
        acl: 'private',
        folders: 'flat',
        duplicates: 'keep',
      } as const;
      return startUpload(parts, staging.files(stagingId), request);
    },
    /** Takes up what an earlier run left, and answers how its one job ended. */
    async resumed() {
      const [id = '', ...more] = await resumeUploads(parts, journal, { connectionId: 'c2', ...place });
      expect(more).toEqual([]);
      return ended(id);
    },
  };
}

export type Run = Awaited<ReturnType<typeof run>>;

export const firstRun = async (from: World): Promise<Run> => run(from, path.join(await temporaryFolder(), 'uploads'));

/** The next run after this one was killed here and now: it has what was on the disk, and this one does nothing more. */
export async function nextRun(from: World, killed: Run): Promise<Run> {
  const copy = path.join(await temporaryFolder(), 'uploads');
  await cp(killed.journalFolder, copy, { recursive: true });
  return run(from, copy);
}

/** Holds every request that matches, for ever; resolves when the first one waits. */
export function freezeAt(bucket: World['bucket'], match: (request: ScriptedRequest) => boolean): Promise<void> {
  const gate = createGate();
  let isFrozen = false;
  bucket.before = (request) => {
    if (!isFrozen && !match(request)) return undefined;
    isFrozen = true;
    gate.open();
    return new Promise<void>(() => undefined);
  };
  return gate.passed;
}

export const thaw = (bucket: World['bucket']): void => {
  bucket.before = () => undefined;
};
