import { randomUUID } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { parseKey } from '../../shared/object-key.ts';
import type { UnfinishedUpload } from '../s3/bucket.ts';
import {
  type BucketPlace,
  type JobRecord,
  jobKey,
  type LeftRecord,
  leftKey,
  leftOf,
  placeOf,
  readRecords,
  type SourceRecord,
  type SourceState,
  sourceKey,
} from './journal-records.ts';
import { type JournalStore, memoryStore, openJournalStore } from './journal-store.ts';

/** Sources that are written in one turn of the event loop: a few milliseconds. */
const SOURCES_A_TURN = 250;

/** What is known of every upload until it is through: a run that is killed loses nothing by it. */
export interface Journal {
  /** The part of it that is about one bucket. */
  of(place: BucketPlace): BucketJournal;
  /** Resolves once all is on the disk. */
  close(): Promise<void>;
}

export interface BucketJournal {
  /** Notes a job with all its sources, before anything of it is sent. */
  begin(job: Omit<JobRecord, 'place' | 'created'>, sources: readonly SourceRecord[]): Promise<JobJournal>;
  /** The jobs that nobody goes on with, oldest first; whoever takes them does. */
  take(): JobJournal[];
  /** What given up sources left in the bucket, by id. */
  left(): [id: string, record: LeftRecord][];
  /** One of these as it is by now; undefined where it is taken back. */
  stillLeft(leftId: string): LeftRecord | undefined;
  /** It is taken back. */
  forget(leftId: string): Promise<void>;
  /** A person wants these groups after all: nothing that lies there is taken back any more. */
  spare(stems: readonly string[]): Promise<void>;
  /** Whether an upload in parts is of a source that goes on, or is to be taken back. */
  needs(upload: Pick<UnfinishedUpload, 'key' | 'uploadId'>): boolean;
}

/** One job's part of the journal. Every method resolves once what it says is durable. */
export interface JobJournal extends Pick<BucketJournal, 'forget'> {
  readonly record: JobRecord;
  /** Those that are neither done nor given up, by their place in the job. */
  readonly sources: ReadonlyMap<number, SourceRecord>;
  /** The source goes on in this state. */
  mark(index: number, state: SourceState): Promise<void>;
  /** The source is through. */
  done(index: number): Promise<void>;
  /**
   * The source does not go on under what it has written, which is to be taken back: at one stroke, so that neither is
   * forgotten. In a state of null it is given up. Answers the id of what is left.
   */
  putOff(index: number, state: SourceState | null, left: Omit<LeftRecord, 'place'>): Promise<string>;
  /** The job ended: none of its sources goes on, and what an earlier run had put of them is to be taken back. */
  end(): Promise<void>;
  /** The run ends, the job does not: another may take it. */
  leave(): void;
}

/** The journal in the folder `path`; one that cannot be kept there lives for this run only, and `onTrouble` hears of it. */
export const openJournal = (path: string, onTrouble: (reason: unknown) => void): Journal =>
  createJournal(openJournalStore(path, onTrouble));

/** A journal for one run. */
export const memoryJournal = (): Journal => createJournal(memoryStore);

interface KnownJob {
  record: JobRecord;
  sources: Map<number, SourceRecord>;
  isTaken: boolean;
}

function createJournal(store: JournalStore): Journal {
  const found = readRecords(store.read());
  const jobs = new Map([...found.jobs].map(([id, job]): [string, KnownJob] => [id, { ...job, isTaken: false }]));
  const left = found.left;
  if (found.stray.length > 0) void store.write(new Map(found.stray.map((key) => [key, undefined])));

  const forget = async (leftId: string): Promise<void> => {
    if (left.delete(leftId)) await store.write(new Map([[leftKey(leftId), undefined]]));
  };
  const jobJournal = (id: string, job: KnownJob): JobJournal => {
    const change = (index: number, state: SourceState | null): Map<string, unknown> => {
      const source = job.sources.get(index);
      if (source === undefined) return new Map();
      if (state === null) job.sources.delete(index);
      else job.sources.set(index, { ...source, state });
      return new Map([[sourceKey(id, index), job.sources.get(index)]]);
    };
    return {
      record: job.record,
      sources: job.sources,
      mark: (index, state) => store.write(change(index, state)),
      done: (index) => store.write(change(index, null)),
      async putOff(index, state, record) {
        const leftId = randomUUID();
        const whole = { ...record, place: job.record.place };
        left.set(leftId, whole);
        await store.write(change(index, state).set(leftKey(leftId), whole));
        return leftId;
      },
      async end() {
        if (!jobs.delete(id)) return;
        const changes = new Map<string, unknown>([[jobKey(id), undefined]]);
        for (const [index, { album, state }] of job.sources) {
          changes.set(sourceKey(id, index), undefined);
          if (state.kind !== 'begun') continue;
          const [leftId, record] = [randomUUID(), { ...leftOf(album, state), place: job.record.place }];
          left.set(leftId, record);
          changes.set(leftKey(leftId), record);
        }
        await store.write(changes);
      },
      leave() {
        job.isTaken = false;
      },
      forget,
    };
  };
  // Of these an earlier run did more than it could note: what it had begun may lie in the bucket, the rest may be there whole.
  for (const id of store.overtaken()) {
    const job = jobs.get(id);
    if (job !== undefined) void jobJournal(id, job).end();
    void forget(id);
  }

  const begin = async (record: JobRecord, sources: readonly SourceRecord[]): Promise<JobJournal> => {
    const id = randomUUID();
    const job = { record, sources: new Map(sources.entries()), isTaken: true };
    // The job's own record comes last: sources without one were never promised to anybody.
    for (let from = 0; from < sources.length; from += SOURCES_A_TURN) {
      const some = sources.slice(from, from + SOURCES_A_TURN);
      await store.write(new Map(some.map((source, at) => [sourceKey(id, from + at), source])));
      await setImmediate();
    }
    jobs.set(id, job);
    await store.write(new Map([[jobKey(id), record]]));
    return jobJournal(id, job);
  };

  return {
    of(bucket) {
      const place = placeOf(bucket);
      const own = (): [string, KnownJob][] => [...jobs].filter(([, { record }]) => record.place === place);
      const ownLeft = (): [string, LeftRecord][] => [...left].filter(([, record]) => record.place === place);
      return {
        begin: (job, sources) => begin({ ...job, place, created: Date.now() }, sources),
        take() {
          const waiting = own().filter(([, { isTaken }]) => !isTaken);
          for (const [, job] of waiting) job.isTaken = true;
          waiting.sort(([, a], [, b]) => a.record.created - b.record.created);
          return waiting.map(([id, job]) => jobJournal(id, job));
        },
        left: ownLeft,
        stillLeft: (leftId) => left.get(leftId),
        forget,
        async spare(stems) {
          const spared = (key: string): boolean => stems.some((stem) => key.startsWith(`${stem}_`));
          const changes = new Map<string, unknown>();
          for (const [leftId, record] of ownLeft()) {
            if (!record.keys.some(spared)) continue;
            // Its uploads in parts hold nothing that anyone can see, and are ended.
            const rest = { ...record, keys: record.keys.filter((key) => !spared(key)) };
            left.set(leftId, rest);
            changes.set(leftKey(leftId), rest);
          }
          if (changes.size > 0) await store.write(changes);
        },
        needs({ key, uploadId }) {
          const parsed = parseKey(key);
          // Of all places: the same bucket may be open under another prefix.
          const all = [...left.values()];
          if (all.some(({ uploads }) => uploads.some((upload) => upload.uploadId === uploadId))) return true;
          if (parsed.kind !== 'group') return false;
          const sources = [...jobs.values()].flatMap((job) => [...job.sources.values()]);
          return sources.some(({ state }) => state.kind === 'begun' && state.uuid === parsed.uuid);
        },
      };
    },
    close: () => store.close(),
  };
}
