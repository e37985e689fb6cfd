import { ChevronDown, Download, FolderOpen, Tags, Trash2, Upload, X } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isEnded, type JobKind, type JobSummary } from '../../shared/job.ts';
import { errorText } from '../i18n/error-text.ts';
import { useFormats } from '../i18n/format.ts';
import { useStore } from '../store/store.ts';
import { IconButton } from '../ui/button.tsx';
import { EndedMark } from './ended-mark.tsx';
import { JobItems } from './job-items.tsx';
import { jobPlace, jobTitle, namesReadText, paceText } from './job-text.ts';
import styles from './jobs.module.css';
import { jobShare, type Pace } from './pace.ts';
import { waitReason, waitText } from './wait-reason.ts';

interface JobRowProps {
  job: JobSummary;
  pace: Pace;
}

const icons = { upload: Upload, save: Download, delete: Trash2, 'read-names': Tags } as const satisfies Record<
  JobKind,
  unknown
>;

/** One job: what it does, how far it is or how it ended, and what can be done about it. */
export function JobRow({ job, pace }: JobRowProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const [isUnfolded, setUnfolded] = useState(job.state === 'failed' && job.itemsTotal > 1);
  const hasEnded = isEnded(job.state);
  const hasItems = (job.kind === 'upload' || job.kind === 'delete') && job.itemsTotal > 0;
  const Icon = icons[job.kind];
  return (
    <li className={styles.job}>
      <div className={styles.jobLine}>
        {hasEnded ? <EndedMark state={job.state} /> : <Icon className={styles.mark} aria-hidden="true" />}
        <div className={styles.jobText}>
          <p className={styles.jobTitle}>{jobTitle(t, formats, job)}</p>
          <JobFacts job={job} pace={pace} />
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
      {hasEnded ? null : (
        <progress className={styles.bar} value={jobShare(job)} max={1} aria-label={jobTitle(t, formats, job)} />
      )}
      {isUnfolded && hasItems ? <JobItems job={job} /> : null}
    </li>
  );
}

/** The second line: where to, how much and how fast; the reason where it failed, the place where it was saved. */
function JobFacts({ job, pace }: JobRowProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const albums = useStore((state) => state.albums?.albums);
  const wait = useStore(waitReason);
  if (job.error) return <p className={styles.reason}>{errorText(job.error)}</p>;
  const place = job.savedPath ?? jobPlace(t, job, albums);
  const parts = place === null ? [] : [place];
  if (isEnded(job.state)) parts.push(...namesReadText(t, formats, job));
  if (job.state === 'running') parts.push(wait ? waitText(t, wait) : paceText(t, formats, pace));
  if (job.kind === 'upload' && job.bytesTotal > 0) parts.push(formats.bytes(job.bytesTotal));
  if (parts.length === 0) return null;
  return (
    <p className={styles.jobFacts} data-selectable>
      {parts.join(' · ')}
    </p>
  );
}

function JobActions({ job }: { job: JobSummary }) {
  const { t } = useTranslation();
  const { cancelJob, dismissJob, revealJob } = useStore.getState();
  if (!isEnded(job.state)) {
    return (
      <IconButton label={t('jobs.cancel')} onClick={() => void cancelJob(job.id)}>
        <X />
      </IconButton>
    );
  }
  return (
    <>
      {job.savedPath !== null ? (
        <IconButton label={t('jobs.reveal')} onClick={() => void revealJob(job.id)}>
          <FolderOpen />
        </IconButton>
      ) : null}
      <IconButton label={t('jobs.dismiss')} onClick={() => void dismissJob(job.id)}>
        <X />
      </IconButton>
    </>
  );
}
