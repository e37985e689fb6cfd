import { isEnded, type JobState, type JobSummary } from '../../shared/job.ts';

/** What the corner shows: one job, several at once, or the last that ended. */
export type CornerState =
  | { kind: 'none' }
  | { kind: 'one'; job: JobSummary }
  | { kind: 'several'; running: readonly JobSummary[] }
  | { kind: 'ended'; job: JobSummary };

/** Where nothing runs, what will go on by itself comes before what waits for the person. */
const beforeOthers: readonly JobState[] = ['running', 'queued', 'paused', 'pending'];

/** Running jobs come before waiting ones, and those before ended ones; of the ended the last one is told. */
export function cornerState(jobs: readonly JobSummary[]): CornerState {
  const running = jobs.filter((job) => job.state === 'running');
  if (running.length > 1) return { kind: 'several', running };
  for (const state of beforeOthers) {
    const first = jobs.find((job) => job.state === state);
    if (first !== undefined) return { kind: 'one', job: first };
  }
  const ended = jobs.filter((job) => isEnded(job.state)).sort((a, b) => (a.endedAt ?? 0) - (b.endedAt ?? 0));
  const last = ended.at(-1);
  return last === undefined ? { kind: 'none' } : { kind: 'ended', job: last };
}
