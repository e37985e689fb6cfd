import type { TFunction } from 'i18next';
import { assertNever } from '../../shared/app-error.ts';
import type { JobSummary } from '../../shared/job.ts';
import type { AlbumSummary } from '../../shared/pictures.ts';
import type { Formats } from '../i18n/format.ts';
import { albumLabel } from '../upload/album-choice.ts';
import { type Pace, readPace } from './pace.ts';

const SECONDS_PER_MINUTE = 60;
const SECONDS_PER_HOUR = 3600;
/** From here on minutes say enough. */
const MINUTES_FROM_SECONDS = 100;
const HOURS_FROM_SECONDS = 100 * SECONDS_PER_MINUTE;

const RUNNING = {
  upload: 'jobs.uploading',
  save: 'jobs.saving',
  delete: 'jobs.deleting',
  'read-names': 'jobs.readingNames',
} as const;
const CANCELLED = {
  upload: 'jobs.uploadCancelled',
  save: 'jobs.saveCancelled',
  delete: 'jobs.deleteCancelled',
  'read-names': 'jobs.namesCancelled',
} as const;

/** What a job does or did, in one line. */
export function jobTitle(t: TFunction, formats: Formats, job: JobSummary): string {
  switch (job.state) {
    case 'queued':
      return job.kind === 'upload' ? t('jobs.queuedUpload', counted(formats, job.itemsTotal)) : t('jobs.queued');
    case 'running':
      return runningTitle(t, formats, job);
    case 'succeeded':
      return succeededTitle(t, formats, job);
    case 'cancelled':
      return t(CANCELLED[job.kind], {
        number: formats.number(job.itemsDone),
        total: formats.number(job.itemsTotal),
      });
    case 'failed':
      return failedTitle(t, formats, job);
    default:
      return assertNever(job.state);
  }
}

const counted = (formats: Formats, count: number) => ({ count, number: formats.number(count) });

/** The one being worked on counts: the first of seven is told as `1 of 7`. */
function runningTitle(t: TFunction, formats: Formats, job: JobSummary): string {
  const number = formats.number(Math.min(job.itemsTotal, job.itemsDone + job.itemsFailed + 1));
  const facts = { number, total: formats.number(job.itemsTotal) };
  return t(RUNNING[job.kind], facts);
}

function succeededTitle(t: TFunction, formats: Formats, job: JobSummary): string {
  switch (job.kind) {
    case 'save':
      return t('jobs.saved');
    case 'read-names':
      return t('jobs.namesFound', counted(formats, job.names?.found ?? 0));
    case 'upload':
      return t('jobs.uploaded', counted(formats, job.itemsDone));
    case 'delete':
      return t('jobs.deleted', counted(formats, job.itemsDone));
    default:
      return assertNever(job.kind);
  }
}

/** What a reading of names brought besides the names: why it stopped, and what could not be asked. Nothing for other jobs. */
export function namesReadText(t: TFunction, formats: Formats, { names, state }: JobSummary): string[] {
  if (names === null) return [];
  const texts: string[] = [];
  if (state !== 'succeeded' && names.found > 0) texts.push(t('jobs.namesFound', counted(formats, names.found)));
  if (names.stoppedAfter !== null) texts.push(t('jobs.namesStopped', { number: formats.number(names.stoppedAfter) }));
  if (names.refused > 0) texts.push(t('jobs.namesRefused', counted(formats, names.refused)));
  return texts;
}

function failedTitle(t: TFunction, formats: Formats, job: JobSummary): string {
  if (job.kind === 'save') return t('jobs.saveFailed');
  if (job.kind === 'read-names') return t('jobs.namesFailed');
  const failed = Math.max(1, job.itemsFailed);
  return t(job.kind === 'upload' ? 'jobs.uploadFailed' : 'jobs.deleteFailed', {
    ...counted(formats, failed),
    total: formats.number(Math.max(failed, job.itemsTotal)),
  });
}

/** Where an upload goes, or what a save is of; null where there is no single such thing. */
export function jobPlace(t: TFunction, job: JobSummary, albums: readonly AlbumSummary[] = []): string | null {
  if (job.kind === 'delete' || !job.subject) return null;
  return job.kind === 'upload' ? t('jobs.into', { album: albumLabel(job.subject, albums) }) : job.subject;
}

/** `12 s left · 3.1 MB/s`, or what of it can be told. */
export function paceText(t: TFunction, formats: Formats, pace: Pace): string {
  const { bytesPerSecond, secondsLeft } = readPace(pace);
  const parts: string[] = [];
  if (secondsLeft !== null) parts.push(timeLeftText(t, formats, secondsLeft));
  if (bytesPerSecond !== null) parts.push(t('jobs.speed', { bytes: formats.bytes(bytesPerSecond) }));
  return parts.length > 0 ? parts.join(' · ') : t('jobs.starting');
}

function timeLeftText(t: TFunction, formats: Formats, seconds: number): string {
  if (seconds < MINUTES_FROM_SECONDS) return t('jobs.secondsLeft', { number: formats.number(seconds) });
  if (seconds < HOURS_FROM_SECONDS) {
    return t('jobs.minutesLeft', { number: formats.number(Math.round(seconds / SECONDS_PER_MINUTE)) });
  }
  return t('jobs.hoursLeft', { number: formats.number(Math.round(seconds / SECONDS_PER_HOUR)) });
}
