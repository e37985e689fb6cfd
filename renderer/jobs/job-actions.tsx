import { FolderOpen, Pause, Play, RotateCcw, Undo2, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { isEnded, type JobSummary } from '../../shared/job.ts';
import { useStore } from '../store/store.ts';
import { Button, IconButton } from '../ui/button.tsx';

/** What can be done about a job in its state. */
export function JobActions({ job }: { job: JobSummary }) {
  if (job.state === 'pending') return <Undo job={job} />;
  return isEnded(job.state) ? <EndedActions job={job} /> : <AliveActions job={job} />;
}

function Undo({ job }: { job: JobSummary }) {
  const { t } = useTranslation();
  const { cancelJob } = useStore.getState();
  return (
    <Button variant="ghost" icon={<Undo2 />} onClick={() => void cancelJob(job.id)}>
      {t('jobs.undo')}
    </Button>
  );
}

function AliveActions({ job }: { job: JobSummary }) {
  const { t } = useTranslation();
  const { cancelJob, pauseJob, resumeJob } = useStore.getState();
  const isPaused = job.state === 'paused';
  return (
    <>
      {/* One button with two faces: the focus stays on it. */}
      {job.canPause ? (
        <IconButton
          label={t(isPaused ? 'jobs.resume' : 'jobs.pause')}
          onClick={() => void (isPaused ? resumeJob(job.id) : pauseJob(job.id))}
        >
          {isPaused ? <Play /> : <Pause />}
        </IconButton>
      ) : null}
      <IconButton label={t('jobs.cancel')} onClick={() => void cancelJob(job.id)}>
        <X />
      </IconButton>
    </>
  );
}

function EndedActions({ job }: { job: JobSummary }) {
  const { t } = useTranslation();
  const { dismissJob, retryJob, revealJob } = useStore.getState();
  return (
    <>
      {job.canRetry ? (
        <IconButton label={t('jobs.retry')} onClick={() => void retryJob(job.id)}>
          <RotateCcw />
        </IconButton>
      ) : null}
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
