import { useTranslation } from 'react-i18next';
import { isEnded, type JobSummary } from '../../shared/job.ts';
import { useStore } from '../store/store.ts';
import { Button } from '../ui/button.tsx';
import { JobRow } from './job-row.tsx';
import styles from './jobs.module.css';
import type { Pace } from './pace.ts';

interface JobListProps {
  jobs: readonly JobSummary[];
  paceOf: (jobId: string) => Pace;
}

/** All jobs, the newest first. */
export function JobList({ jobs, paceOf }: JobListProps) {
  const { t } = useTranslation();
  const dismiss = useStore((state) => state.dismissJob);
  const ended = jobs.filter((job) => isEnded(job.state));
  return (
    <>
      <header className={styles.listHead}>
        <h2>{t('jobs.title')}</h2>
        {ended.length > 1 ? (
          <Button
            variant="ghost"
            onClick={() => {
              for (const job of ended) void dismiss(job.id);
            }}
          >
            {t('jobs.dismissAll')}
          </Button>
        ) : null}
      </header>
      <ul className={styles.list}>
        {[...jobs].reverse().map((job) => (
          <JobRow key={job.id} job={job} pace={paceOf(job.id)} />
        ))}
      </ul>
    </>
  );
}
