import { ArchiveRestore, ChevronDown, Download, Tags, Trash2, Upload, Wrench } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isEnded, type JobKind, type JobSummary } from '../../shared/job.ts';
import { jobShare } from '../../shared/job-progress.ts';
import { useFormats } from '../i18n/format.ts';
import { useStore } from '../store/store.ts';
import { IconButton } from '../ui/button.tsx';
import { useSecondsUntil } from '../ui/countdown.ts';
import { EndedMark } from './ended-mark.tsx';
import { JobActions } from './job-actions.tsx';
import { JobItems } from './job-items.tsx';
import {
  bytesText,
  failureText,
  isSingleSave,
  jobPlace,
  jobTitle,
  namesReadText,
  paceText,
  skippedText,
} from './job-text.ts';
import styles from './jobs.module.css';
import type { Pace } from './pace.ts';
import { waitReason, waitText } from './wait-reason.ts';

interface JobRowProps {
  job: JobSummary;
  pace: Pace;
}

const icons = {
  upload: Upload,
  save: Download,
  delete: Trash2,
  restore: ArchiveRestore,
  repair: Wrench,
  'read-names': Tags,
} as const satisfies Record<JobKind, unknown>;

/** One job: what it does, how far it is or how it ended, and what can be done about it. */
export function JobRow({ job, pace }: JobRowProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const [isUnfolded, setUnfolded] = useState(job.state === 'failed' && job.itemsTotal > 1);
  const hasEnded = isEnded(job.state);
  // Names are counted, not listed; a save of one picture is its own only item.
  const hasItems = job.kind !== 'read-names' && job.itemsTotal > 0 && !isSingleSave(job);
  const Icon = icons[job.kind];
  return (
    <li className={styles.job} data-state={job.state}>
      <div className={styles.jobLine}>
        {hasEnded ? <EndedMark state={job.state} /> : <Icon className={styles.mark} aria-hidden="true" />}
        <div className={styles.jobText}>
          <p className={styles.jobTitle}>{jobTitle(t, formats, job)}</p>
          <JobFacts job={job} isFolded={!isUnfolded} />
        </div>
        {hasItems ? (
          <IconButton
            label={isUnfolded ? t('jobs.hideFiles') : t('jobs.showFiles')}
            aria-expanded={isUnfolded}
            onClick={() => setUnfolded(!isUnfolded)}
          >
            <ChevronDown className={isUnfolded ? styles.turned : ''} />
          </IconButton>
        ) : null}
        <JobActions job={job} />
      </div>
      {hasEnded || job.state === 'pending' ? null : <Progress job={job} pace={pace} />}
      {isUnfolded && hasItems ? <JobItems job={job} /> : null}
    </li>
  );
}

/** The second line: where to, what was left out; the reason where it failed, the place where it was saved. */
function JobFacts({ job, isFolded }: { job: JobSummary; isFolded: boolean }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const hasEnded = isEnded(job.state);
  const reason = hasEnded && (isFolded || job.error) ? failureText(job) : null;
  const parts = [
    skippedText(t, formats, job),
    ...(hasEnded ? [...namesReadText(t, formats, job), job.itemsDone > 0 ? bytesText(t, formats, job) : null] : []),
    // A path may be too long for the line.
    job.savedPath ?? jobPlace(t, formats, job),
  ].filter((part) => part !== null);
  return (
    <>
      {job.pendingUntil === null ? null : <Countdown until={job.pendingUntil} />}
      {parts.length > 0 ? (
        <p className={styles.jobFacts} title={parts.join(' · ')} data-selectable>
          {parts.join(' · ')}
        </p>
      ) : null}
      {reason === null ? null : (
        <p className={styles.reason} data-selectable>
          {reason}
        </p>
      )}
      {job.retryLost === null ? null : <p className={styles.retryLost}>{t('jobs.bucketClosed')}</p>}
    </>
  );
}

function Countdown({ until }: { until: number }) {
  const { t } = useTranslation();
  const formats = useFormats();
  return <p className={styles.jobFacts}>{t('jobs.beginsIn', { number: formats.number(useSecondsUntil(until)) })}</p>;
}

/** The bar, and below it how much on the left and how fast on the right. */
function Progress({ job, pace }: JobRowProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const wait = useStore(waitReason);
  const bytes = bytesText(t, formats, job);
  const running = wait ? waitText(t, wait) : paceText(t, formats, pace, job.kind);
  return (
    <div className={styles.progress}>
      <progress className={styles.bar} value={jobShare(job)} max={1} aria-label={jobTitle(t, formats, job)} />
      <p className={styles.paceLine}>
        <span>{bytes}</span>
        <span>{job.state === 'running' ? running : null}</span>
      </p>
    </div>
  );
}
