import { useEffect, useState } from 'react';
import { MAX_ROWS } from '../../shared/contract.ts';
import type { JobItem, JobSummary } from '../../shared/job.ts';
import { invoke } from '../api.ts';

const none: readonly JobItem[] = [];

/** The failed items of a job that has ended, found by going through all of them once. */
export function useFailedItems({ id: jobId, itemsTotal }: JobSummary): readonly JobItem[] {
  const [failed, setFailed] = useState(none);
  useEffect(() => {
    let isWanted = true;
    const read = async () => {
      const found: JobItem[] = [];
      for (let from = 0; from < itemsTotal && isWanted; from += MAX_ROWS) {
        const answer = await invoke('jobs/items', { jobId, from, count: MAX_ROWS });
        if (!answer.ok) return;
        found.push(...answer.value.filter((item) => item.state === 'failed'));
        if (isWanted) setFailed([...found]);
      }
    };
    void read();
    return () => {
      isWanted = false;
    };
  }, [jobId, itemsTotal]);
  return failed;
}
