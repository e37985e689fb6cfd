import type { JobSummary } from '../../shared/job.ts';
import { type Formats, formatsOf } from '../i18n/format.ts';
import { currentLocale, i18n } from '../i18n/i18n.ts';
import { albumsText, failureText, isSingleSave, jobTitle, namesReadText, skippedText } from '../jobs/job-text.ts';
import type { Notice } from './notices-slice.ts';

interface NoticeActions {
  /** Whether the person cancelled it, and need not be told. */
  wasCancelledHere: boolean;
  showJobs(): void;
  reveal(jobId: string): void;
  /** The way to an album of the bucket, or (null) to all its pictures; null where the person is there, or in another bucket. */
  wayTo(connectionId: string, album: string | null): (() => void) | null;
}

type Said = Omit<Notice, 'id'>;

const FAILED = {
  upload: 'jobs.uploadFailedNotice',
  save: 'jobs.savesFailedNotice',
  delete: 'deletion.failed',
  restore: 'jobs.restoreFailedNotice',
  repair: 'jobs.repairFailedNotice',
} as const;

/**
 * What is said when a job has ended; null where nothing is: a save of one picture tells its end where it is watched, and
 * a cancellation is the person's own.
 */
export function endedNotice(job: JobSummary, actions: NoticeActions): Said | null {
  if (isSingleSave(job)) return null;
  const formats = formatsOf(currentLocale());
  if (job.state === 'cancelled') return cancelledNotice(job, formats, actions);
  if (job.kind === 'read-names') return namesNotice(job, formats);
  return job.state === 'failed' ? failedNotice(job, formats, actions) : doneNotice(job, formats, actions);
}

/**
 * Of a delete that was broken off the person is told what is gone, and of one that had not begun when the bucket was left,
 * that the pictures stay.
 */
function cancelledNotice(job: JobSummary, formats: Formats, { wasCancelledHere }: NoticeActions): Said | null {
  if (job.kind !== 'delete') return null;
  if (job.startedAt === null) {
    return wasCancelledHere ? null : { tone: 'info', text: asSentence(jobTitle(i18n.t, formats, job)) };
  }
  const facts = { number: formats.number(job.itemsDone), total: formats.number(job.itemsTotal) };
  return { tone: 'info', text: i18n.t('deletion.cancelled', facts) };
}

/** What was found, and why it stopped. */
function namesNotice(job: JobSummary, formats: Formats): Said {
  const sentences = [jobTitle(i18n.t, formats, job), ...namesReadText(i18n.t, formats, job)].map(asSentence);
  if (job.state === 'succeeded') return { tone: job.names?.found ? 'ok' : 'info', text: sentences.join(' ') };
  return { tone: 'error', text: [...sentences, failureText(job) ?? ''].join(' ').trim() };
}

/** How many of how many, and the first reason; the others are in the list. */
function failedNotice(job: JobSummary, formats: Formats, { showJobs }: NoticeActions): Said | null {
  if (job.kind === 'read-names') return null;
  const failed = Math.max(1, job.itemsFailed);
  const facts = {
    count: failed,
    number: formats.number(failed),
    total: formats.number(Math.max(failed, job.itemsTotal)),
  };
  const text = [i18n.t(FAILED[job.kind], facts), failureText(job)].filter((part) => part !== null).join(' ');
  return { tone: 'error', text, action: { label: i18n.t('jobs.showDetails'), run: showJobs } };
}

function doneNotice(job: JobSummary, formats: Formats, actions: NoticeActions): Said {
  const facts = { count: job.itemsDone, number: formats.number(job.itemsDone) };
  const skipped = skippedText(i18n.t, formats, job);
  const and = skipped === null ? '' : ` ${asSentence(skipped)}`;
  if (job.kind === 'delete') return { tone: 'ok', text: i18n.t('deletion.done', facts) };
  if (job.kind === 'upload') {
    const { kind, albums } = albumsText(i18n.t, formats, job);
    const done =
      kind === 'none'
        ? asSentence(i18n.t('jobs.uploaded', facts))
        : i18n.t(kind === 'named' ? 'jobs.uploadedTo' : 'jobs.uploadedToMany', { ...facts, albums });
    return { tone: 'ok', text: `${done}${and}`, ...uploadedAction(job, actions) };
  }
  const text = `${asSentence(jobTitle(i18n.t, formats, job))}${and}`;
  if (job.savedPath === null) return { tone: 'ok', text };
  return { tone: 'ok', text, action: { label: i18n.t('jobs.reveal'), run: () => actions.reveal(job.id) } };
}

/** Leads to where all of an upload can be seen: its album, or all pictures where it went to several or to none. */
function uploadedAction({ connectionId, albums }: JobSummary, { wayTo }: NoticeActions): Pick<Said, 'action'> {
  const only = albums?.total === 1 ? albums.first[0] : undefined;
  const album = only === undefined || only.label === '' ? null : only.album;
  const run = albums === null ? null : wayTo(connectionId, album);
  if (run === null) return {};
  return { action: { label: i18n.t(album === null ? 'shell.allPictures' : 'jobs.openAlbum'), run } };
}

const asSentence = (text: string): string => (text.endsWith('.') ? text : `${text}.`);
