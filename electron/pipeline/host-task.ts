import { readdir, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type AppError, AppFailure } from '../../shared/app-error.ts';
import type { HostJob } from './messages.ts';

/** One job of the image host with the promise that waits for it. */
export interface HostTask {
  id: number;
  job: HostJob;
  /** Must have the host to itself, because the last one died with this job and others in flight. */
  alone: boolean;
  /** The promise is settled (cancelled); only the host's slot is still taken. */
  settled: boolean;
  /** Ran past its time; the host was ended for it. */
  overdue: boolean;
  timer: NodeJS.Timeout | null;
  succeed(value: unknown): void;
  fail(error: AppError): void;
}

/** A task and its promise, which rejects with `cancelled` as soon as `signal` aborts; `onCancel` is told then. */
export function createTask(
  id: number,
  job: HostJob,
  signal: AbortSignal,
  onCancel: (task: HostTask) => void,
): { task: HostTask; promise: Promise<unknown> } {
  let resolve: (value: unknown) => void = () => undefined;
  let reject: (failure: AppFailure) => void = () => undefined;
  const promise = new Promise<unknown>((resolvePromise, rejectPromise) => {
    resolve = resolvePromise;
    reject = rejectPromise;
  });
  const settle = (end: () => void): void => {
    if (task.settled) return;
    task.settled = true;
    signal.removeEventListener('abort', cancel);
    end();
  };
  const task: HostTask = {
    id,
    job,
    alone: false,
    settled: false,
    overdue: false,
    timer: null,
    succeed: (value) => settle(() => resolve(value)),
    fail: (error) => settle(() => reject(new AppFailure(error))),
  };
  const cancel = (): void => {
    task.fail({ code: 'cancelled' });
    onCancel(task);
  };
  signal.addEventListener('abort', cancel, { once: true });
  return { task, promise };
}

/** The name that messages about the job bear. */
export const subjectOf = (job: HostJob): string => basename('request' in job ? job.request.inputPath : job.path);

const variantName = /^(?:thumbnail|\d+)\.webp$/;

/** Removes what a job may have written before its host died. */
export async function removeOutputs(job: HostJob): Promise<void> {
  if (job.kind === 'convert') await rm(job.request.outputPath, { force: true });
  if (job.kind !== 'make-variants') return;
  const names = await readdir(job.outputFolder).catch(() => []);
  const ours = names.filter((name) => variantName.test(name));
  await Promise.all(ours.map((name) => rm(join(job.outputFolder, name), { force: true })));
}
