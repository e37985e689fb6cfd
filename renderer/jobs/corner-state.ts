import { isEnded, type JobSummary } from '../../shared/job.ts';
import { jobShare } from './pace.ts';

/** What the corner shows: one job, several at once, or the last that ended. */
export type CornerState =
  | { kind: 'none' }
  | { kind: 'one'; job: JobSummary }
  | { kind: 'several'; running: readonly JobSummary[]; share: number }
  | { kind: 'ended'; job: JobSummary };

/** Running jobs come before waiting ones, and those before ended ones; of the ended the last one is told. */
export function cornerState(jobs: readonly JobSummary[]): CornerState {
  const alive = jobs.filter((job) => !isEnded(job.state));
  const running = alive.filter((job) => job.state === 'running');
  const [first] = running.length > 0 ? running : alive;
  if (first !== undefined) {
    if (running.length <= 1) return { kind: 'one', job: first };
    const share = running.reduce((sum, job) => sum + jobShare(job), 0) / running.length;
    return { kind: 'several', running, share };
  }
  const last = [...jobs].sort((a, b) => (a.endedAt ?? 0) - (b.endedAt ?? 0)).at(-1);
  return last === undefined ? { kind: 'none' } : { kind: 'ended', job: last };
}
