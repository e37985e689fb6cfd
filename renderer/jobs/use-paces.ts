import { useEffect, useRef } from 'react';
import type { JobSummary } from '../../shared/job.ts';
import { addSample, type Pace } from './pace.ts';

const nothing: Pace = [];

/** The pace of every running job, followed for as long as the component lives. */
export function usePaces(jobs: readonly JobSummary[]): (jobId: string) => Pace {
  const paces = useRef(new Map<string, Pace>());
  const seen = useRef<readonly JobSummary[] | null>(null);
  if (seen.current !== jobs) {
    seen.current = jobs;
    const now = performance.now();
    // A pause is no slowness: the pace begins anew after it.
    const running = jobs.filter((job) => job.state === 'running');
    paces.current = new Map(running.map((job) => [job.id, addSample(paces.current.get(job.id) ?? nothing, job, now)]));
  }
  useEffect(() => () => paces.current.clear(), []);
  return (jobId) => paces.current.get(jobId) ?? nothing;
}
