import { useTranslation } from 'react-i18next';
import { isEnded, type JobSummary } from '../../shared/job.ts';
import { overallProgress } from '../../shared/job-progress.ts';
import { useFormats } from '../i18n/format.ts';
import { useStore } from '../store/store.ts';
import { Button } from '../ui/button.tsx';
import { JobRow } from './job-row.tsx';
import { overallText } from './job-text.ts';
import styles from './jobs.module.css';
import { overallPace, type Pace } from './pace.ts';

interface JobListProps {
  jobs: readonly JobSummary[];
  paceOf: (jobId: string) => Pace;
}

/** All jobs, the newest first, under a line of what they do together. */
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
      <Overall jobs={jobs} paceOf={paceOf} />
      <ul className={styles.list}>
        {[...jobs].reverse().map((job) => (
          <JobRow key={job.id} job={job} pace={paceOf(job.id)} />
        ))}
      </ul>
    </>
  );
}

/** Of one job its own row tells the same. */
function Overall({ jobs, paceOf }: JobListProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const overall = overallProgress(jobs);
  if (overall === null || overall.jobs < 2) return null;
  const text = overallText(t, formats, overall, overallPace(jobs, paceOf));
  return (
    <div className={styles.overall}>
      <p className={styles.jobFacts}>{text}</p>
      <progress
        className={styles.bar}
        value={overall.share}
        max={1}
        aria-label={t('jobs.overall', { count: overall.jobs, number: formats.number(overall.jobs) })}
      />
    </div>
  );
}
