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

/** What a job does or did, in one line. */
export function jobTitle(t: TFunction, formats: Formats, job: JobSummary): string {
  switch (job.state) {
    case 'queued':
      return job.kind === 'upload' ? t('jobs.queuedUpload', counted(formats, job.itemsTotal)) : t('jobs.queued');
    case 'running':
      return runningTitle(t, formats, job);
    case 'succeeded':
      if (job.kind === 'save') return t('jobs.saved');
      return t(job.kind === 'upload' ? 'jobs.uploaded' : 'jobs.deleted', counted(formats, job.itemsDone));
    case 'cancelled':
      if (job.kind === 'save') return t('jobs.saveCancelled');
      return t(job.kind === 'upload' ? 'jobs.uploadCancelled' : 'jobs.deleteCancelled', {
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
  const titles = { upload: 'jobs.uploading', save: 'jobs.saving', delete: 'jobs.deleting' } as const;
  return t(titles[job.kind], facts);
}

function failedTitle(t: TFunction, formats: Formats, job: JobSummary): string {
  if (job.kind === 'save') return t('jobs.saveFailed');
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
