import { CircleAlert, CircleCheck, CircleSlash } from 'lucide-react';
import type { JobState } from '../../shared/job.ts';
import styles from './jobs.module.css';

/** How a job ended, as a sign; the words beside it say the same. */
export function EndedMark({ state }: { state: JobState }) {
  if (state === 'failed') return <CircleAlert className={`${styles.mark} ${styles.failed}`} aria-hidden="true" />;
  if (state === 'cancelled') return <CircleSlash className={styles.mark} aria-hidden="true" />;
  return <CircleCheck className={`${styles.mark} ${styles.done}`} aria-hidden="true" />;
}
