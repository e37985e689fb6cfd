import path from 'node:path';
import { AppFailure } from '../../shared/app-error.ts';
import type { PreparedResult } from '../../shared/contract.ts';
import { objectName } from '../../shared/save-name.ts';
import { forgettingVanished } from '../catalogue/forgetting-vanished.ts';
import { replaceAtomically, type TemporaryWatch, writeAtomically } from '../files/write.ts';
import type { Pipeline } from '../pipeline/pipeline.ts';
import type { Downloads } from './downloads.ts';
import type { JobContext } from './job.ts';
import type { JobCenter } from './job-center.ts';
import { type PrepareRequest, prepareResult, type ResultFile, type SaveConnection } from './prepare-result.ts';

/** Results that wait for their dialog. One panel is open at a time; older ones were left behind. */
const MAX_RESULTS = 8;

interface SaveParts {
  jobs: JobCenter;
  pipeline: Pipeline;
  downloads: Downloads;
  /** Holds results; swept at start. */
  tempFolder: string;
  /** Remembers what lies half-written beside a target, so that a crash leaves it no longer than to the next start. */
  watch?: TemporaryWatch;
}

export interface Saves {
  /** Makes the result that `write` can write. `cancelled` where it is discarded (or asked for anew) meanwhile. */
  prepare(request: PrepareRequest, connection: SaveConnection): Promise<PreparedResult>;
  /** Gives up on a result, finished or not. */
  discard(resultId: string): void;
  /** Gives up on all results of a connection. */
  discardAll(connectionId: string): void;
  /** The name for the dialog. Throws `result-expired`. */
  suggestedName(resultId: string): string;
  suggestedObjectName(key: string): string;
  /** A finished result to look at; its file stays until it is released. Throws `result-expired`. */
  read(resultId: string): ReadResult;
  /** Queues the writing of a result and answers the job's id; the job's `savedPath` is `target`. Throws `result-expired`. */
  write(resultId: string, target: string): string;
  /** Queues the saving of an object as it is and answers the job's id. */
  saveObject(connection: SaveConnection, key: string, target: string): string;
}

/** A result while somebody reads it. */
type ReadResult = Pick<ResultFile, 'path' | 'bytes' | 'width' | 'height' | 'fileName' | 'release'>;

/** A result from the moment it is asked for. */
interface Slot {
  connectionId: string;
  controller: AbortController;
  /** Null while it is being made. */
  file: ResultFile | null;
  /** Jobs, and pages, that still read the file. */
  readers: number;
}

export function createSaves({ jobs, watch, ...parts }: SaveParts): Saves {
  const slots = new Map<string, Slot>();

  const discard = (resultId: string): void => {
    const slot = slots.get(resultId);
    slots.delete(resultId);
    slot?.controller.abort();
    if (slot?.readers === 0) slot.file?.release();
  };
  const finished = (resultId: string): { slot: Slot; file: ResultFile } => {
    const slot = slots.get(resultId);
    if (!slot?.file) throw new AppFailure({ code: 'result-expired' });
    return { slot, file: slot.file };
  };
  /** Answers what lets the file go, to be called once or more. */
  const hold = (resultId: string, slot: Slot, file: ResultFile): (() => void) => {
    let isHeld = true;
    slot.readers += 1;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      slot.readers -= 1;
      if (slot.readers === 0 && slots.get(resultId) !== slot) file.release();
    };
  };
  const open = (resultId: string, connectionId: string): Slot => {
    discard(resultId);
    const slot: Slot = { connectionId, controller: new AbortController(), file: null, readers: 0 };
    slots.set(resultId, slot);
    for (const oldest of [...slots.keys()].slice(0, -MAX_RESULTS)) discard(oldest);
    return slot;
  };

  return {
    async prepare(request, connection) {
      const { resultId } = request;
      const slot = open(resultId, connection.summary.connectionId);
      try {
        const file = await prepareResult(parts, request, connection, slot.controller.signal);
        slot.file = file;
        if (slot.controller.signal.aborted) file.release();
        slot.controller.signal.throwIfAborted();
        const { bytes, width, height, storedBytes, fileName } = file;
        return { resultId, bytes, width, height, storedBytes, fileName };
      } catch (thrown) {
        if (slots.get(resultId) === slot) slots.delete(resultId);
        throw slot.controller.signal.aborted ? new AppFailure({ code: 'cancelled' }, { cause: thrown }) : thrown;
      }
    },
    discard,
    discardAll(connectionId) {
      for (const [resultId, slot] of [...slots]) if (slot.connectionId === connectionId) discard(resultId);
    },
    suggestedName: (resultId) => finished(resultId).file.fileName,
    suggestedObjectName: objectName,
    read(resultId) {
      const { slot, file } = finished(resultId);
      return { ...file, release: hold(resultId, slot, file) };
    },
    write(resultId, target) {
      const { slot, file } = finished(resultId);
      const release = hold(resultId, slot, file);
      const jobId = startSave(jobs, slot.connectionId, target, file.bytes, (job) =>
        writeResult(file, { path: target, watch }, job),
      );
      void jobs.ended(jobId).then(release);
      return jobId;
    },
    saveObject: (connection, key, target) =>
      startSave(jobs, connection.summary.connectionId, target, 0, (job) =>
        fetchObject(connection, key, { path: target, watch }, job),
      ),
  };
}

function startSave(
  jobs: JobCenter,
  connectionId: string,
  target: string,
  bytes: number,
  run: (job: JobContext) => Promise<void>,
): string {
  const name = path.basename(target);
  return jobs.start({
    kind: 'save',
    connectionId,
    subject: name,
    items: [{ name, bytes }],
    async run(job) {
      job.update(0, { state: 'working' });
      await run(job);
      job.savedTo(target);
      job.update(0, { state: 'done' });
    },
  });
}

interface Target {
  path: string;
  watch: TemporaryWatch | undefined;
}

async function writeResult(file: ResultFile, target: Target, job: JobContext): Promise<void> {
  const onWritten = (bytes: number): void => job.update(0, { progress: share(bytes, file.bytes) });
  try {
    const options = { signal: job.signal, onWritten, ...(target.watch && { watch: target.watch }) };
    await writeAtomically(target.path, { fromFile: file.path }, options);
  } catch (thrown) {
    // The temporary folder was emptied by someone: to the person, the result has to be made again.
    const lost = thrown instanceof AppFailure && 'path' in thrown.error && thrown.error.path === file.path;
    throw lost ? new AppFailure({ code: 'result-expired' }, { cause: thrown }) : thrown;
  }
}

/** Straight into a temporary beside the target, so that a large object is written once. */
async function fetchObject({ bucket, catalogue }: SaveConnection, key: string, target: Target, job: JobContext) {
  await forgettingVanished(catalogue, async () => {
    const { bytes } = await bucket.head(key, { signal: job.signal });
    job.update(0, { bytes });
    const onReceived = (received: number): void => job.update(0, { progress: share(received, bytes) });
    const download = (temporary: string) => bucket.getFile(key, temporary, { signal: job.signal, onReceived });
    await replaceAtomically(target.path, download, target.watch);
  });
}

const share = (part: number, whole: number): number => (whole > 0 ? Math.min(1, part / whole) : 0);
