import { Trash2, Undo2 } from 'lucide-react';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { JobSummary } from '../../shared/job.ts';
import { useFormats } from '../i18n/format.ts';
import { useStore } from '../store/store.ts';
import { Button } from '../ui/button.tsx';
import { useSecondsUntil } from '../ui/countdown.ts';
import { Tooltip } from '../ui/tooltip.tsx';
import styles from './pending-deletes.module.css';

const isPending = (job: JobSummary): boolean => job.kind === 'delete' && job.state === 'pending';

/** What is about to be deleted, each with the time that is left to undo it. Ctrl+Z undoes the last. */
export function PendingDeletes() {
  const jobs = useStore((state) => state.jobs);
  useUndoKey();
  return jobs.filter(isPending).map((job) => <PendingDelete key={job.id} job={job} />);
}

function PendingDelete({ job }: { job: JobSummary }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const cancelJob = useStore((state) => state.cancelJob);
  const isMac = useStore((state) => state.settings.platform === 'darwin');
  const seconds = useSecondsUntil(job.pendingUntil ?? 0);
  const counted = { count: job.itemsTotal, number: formats.number(job.itemsTotal) };
  return (
    <div className={styles.pending}>
      <Trash2 aria-hidden="true" />
      <p className={styles.text}>{t('jobs.pendingDelete', counted)}</p>
      <span className={styles.seconds} role="timer" aria-live="off" aria-label={t('deletion.timeLeft')}>
        {t('deletion.seconds', { number: formats.number(seconds) })}
      </span>
      <Tooltip text={t('jobs.undo')} shortcut={isMac ? '⌘Z' : 'Ctrl Z'} side="top">
        <Button
          icon={<Undo2 />}
          aria-keyshortcuts={isMac ? 'Meta+Z' : 'Control+Z'}
          onClick={() => void cancelJob(job.id)}
        >
          {t('jobs.undo')}
        </Button>
      </Tooltip>
    </div>
  );
}

/** Fields that take text have an undo of their own. */
const TEXT = 'input, textarea, [contenteditable="true"]';

function useUndoKey(): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const isUndo = (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey;
      if (!isUndo || event.key.toLowerCase() !== 'z' || document.querySelector('dialog[open]')) return;
      if (event.target instanceof Element && event.target.closest(TEXT)) return;
      const { jobs, cancelJob } = useStore.getState();
      const last = jobs.findLast(isPending);
      if (last === undefined) return;
      event.preventDefault();
      void cancelJob(last.id);
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, []);
}
