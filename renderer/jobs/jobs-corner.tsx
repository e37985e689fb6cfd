import { Popover } from 'radix-ui';
import { useTranslation } from 'react-i18next';
import { assertNever } from '../../shared/app-error.ts';
import type { JobSummary } from '../../shared/job.ts';
import { jobShare, overallProgress } from '../../shared/job-progress.ts';
import { useFormats } from '../i18n/format.ts';
import { useStore } from '../store/store.ts';
import { useSecondsUntil } from '../ui/countdown.ts';
import { ProgressRing } from '../ui/progress-ring.tsx';
import { type CornerState, cornerState } from './corner-state.ts';
import { EndedMark } from './ended-mark.tsx';
import { JobList } from './job-list.tsx';
import { jobPlace, jobTitle, paceReadText, paceText } from './job-text.ts';
import styles from './jobs.module.css';
import { overallPace, type Pace } from './pace.ts';
import { usePaces } from './use-paces.ts';
import { waitReason, waitText } from './wait-reason.ts';

/** The first button would show its tooltip over the list. */
function focusWhole(event: Event): void {
  event.preventDefault();
  if (event.currentTarget instanceof HTMLElement) event.currentTarget.focus();
}

/** What is under way, at the sidebar's foot; opens the list of all jobs. Renders nothing while there are none. */
export function JobsCorner() {
  const { t } = useTranslation();
  const jobs = useStore((state) => state.jobs);
  const isOpen = useStore((state) => state.isJobListOpen);
  const showList = useStore((state) => state.showJobList);
  const paceOf = usePaces(jobs);
  const state = cornerState(jobs);
  if (state.kind === 'none') return null;
  return (
    <Popover.Root open={isOpen} onOpenChange={showList}>
      <div className={styles.foot}>
        <Popover.Trigger className={styles.corner} title={t('jobs.open')}>
          <CornerMark state={state} jobs={jobs} />
          <CornerText state={state} jobs={jobs} paceOf={paceOf} />
        </Popover.Trigger>
      </div>
      <Popover.Portal>
        <Popover.Content
          className={styles.popover}
          side="top"
          align="start"
          sideOffset={8}
          collisionPadding={12}
          aria-label={t('jobs.title')}
          onOpenAutoFocus={focusWhole}
        >
          <JobList jobs={jobs} paceOf={paceOf} />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

interface CornerProps {
  state: Exclude<CornerState, { kind: 'none' }>;
  jobs: readonly JobSummary[];
}

function CornerMark({ state, jobs }: CornerProps) {
  const { t } = useTranslation();
  switch (state.kind) {
    case 'ended':
      return <EndedMark state={state.job.state} />;
    case 'several':
      return <ProgressRing value={overallProgress(jobs)?.share ?? 0} label={t('jobs.title')} />;
    case 'one':
      return <ProgressRing value={state.job.startedAt === null ? 0 : jobShare(state.job)} label={t('jobs.title')} />;
    default:
      return assertNever(state);
  }
}

interface CornerTextProps extends CornerProps {
  paceOf: (jobId: string) => Pace;
}

function CornerText({ state, jobs, paceOf }: CornerTextProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const wait = useStore(waitReason);
  const waiting = wait && waitText(t, wait);
  if (state.kind === 'several') {
    const count = state.running.length;
    const title = t('jobs.running', { count, number: formats.number(count) });
    return <Lines title={title} text={waiting ?? paceReadText(t, formats, overallPace(jobs, paceOf))} />;
  }
  const { job } = state;
  const title = jobTitle(t, formats, job);
  if (job.pendingUntil !== null) return <PendingLines title={title} until={job.pendingUntil} />;
  const running = waiting ?? paceText(t, formats, paceOf(job.id), job.kind);
  return <Lines title={title} text={job.state === 'running' ? running : (jobPlace(t, formats, job) ?? '')} />;
}

function PendingLines({ title, until }: { title: string; until: number }) {
  const { t } = useTranslation();
  const formats = useFormats();
  return <Lines title={title} text={t('jobs.beginsIn', { number: formats.number(useSecondsUntil(until)) })} />;
}

const Lines = ({ title, text }: { title: string; text: string }) => (
  <span className={styles.lines}>
    <span className={styles.lineTitle}>{title}</span>
    {text === '' ? null : <span className={styles.lineText}>{text}</span>}
  </span>
);
