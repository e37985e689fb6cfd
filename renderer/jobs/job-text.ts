import type { TFunction } from 'i18next';
import { assertNever } from '../../shared/app-error.ts';
import { isEnded, type JobKind, type JobSummary } from '../../shared/job.ts';
import { movesBytes, type OverallProgress } from '../../shared/job-progress.ts';
import { errorText } from '../i18n/error-text.ts';
import type { Formats } from '../i18n/format.ts';
import { isolated } from '../i18n/isolate.ts';
import { type Pace, type PaceRead, readPace } from './pace.ts';

const SECONDS_PER_MINUTE = 60;
const SECONDS_PER_HOUR = 3600;
/** From here on minutes say enough. */
const MINUTES_FROM_SECONDS = 100;
const HOURS_FROM_SECONDS = 100 * SECONDS_PER_MINUTE;

const RUNNING = {
  upload: 'jobs.uploading',
  save: 'jobs.saving',
  delete: 'jobs.deleting',
  restore: 'jobs.restoring',
  repair: 'jobs.repairing',
  'read-names': 'jobs.readingNames',
} as const;
const CANCELLED = {
  upload: 'jobs.uploadCancelled',
  save: 'jobs.savesCancelled',
  delete: 'jobs.deleteCancelled',
  restore: 'jobs.restoreCancelled',
  repair: 'jobs.repairCancelled',
  'read-names': 'jobs.namesCancelled',
} as const;
const FAILED = {
  upload: 'jobs.uploadFailed',
  save: 'jobs.savesFailed',
  delete: 'jobs.deleteFailed',
  restore: 'jobs.restoreFailed',
  repair: 'jobs.repairFailed',
} as const;
const SUCCEEDED = {
  upload: 'jobs.uploaded',
  save: 'jobs.savedMany',
  delete: 'jobs.deleted',
  restore: 'jobs.restored',
  repair: 'jobs.repaired',
} as const;

/** A save of one picture is told by its name, not by counts. */
export const isSingleSave = ({ kind, itemsTotal }: Pick<JobSummary, 'kind' | 'itemsTotal'>): boolean =>
  kind === 'save' && itemsTotal <= 1;

/** What a job does or did, in one line. */
export function jobTitle(t: TFunction, formats: Formats, job: JobSummary): string {
  switch (job.state) {
    case 'pending':
      return job.kind === 'delete' ? t('jobs.pendingDelete', counted(formats, job.itemsTotal)) : t('jobs.pending');
    case 'queued':
      return queuedTitle(t, formats, job);
    case 'running':
      return runningTitle(t, formats, job);
    case 'paused':
      return t(pausedKey(job.kind), doneOf(formats, job));
    case 'succeeded':
      return succeededTitle(t, formats, job);
    case 'cancelled':
      return cancelledTitle(t, formats, job);
    case 'failed':
      return failedTitle(t, formats, job);
    default:
      return assertNever(job.state);
  }
}

const counted = (formats: Formats, count: number) => ({ count, number: formats.number(count) });

const doneOf = (formats: Formats, job: JobSummary) => ({
  number: formats.number(job.itemsDone),
  total: formats.number(job.itemsTotal),
});

/** One that was paused and waits for its turn has begun already. */
function queuedTitle(t: TFunction, formats: Formats, job: JobSummary): string {
  if (job.startedAt !== null) return t('jobs.queuedAgain', doneOf(formats, job));
  return job.kind === 'upload' ? t('jobs.queuedUpload', counted(formats, job.itemsTotal)) : t('jobs.queued');
}

/** The one being worked on counts: the first of seven is told as `1 of 7`. */
function runningTitle(t: TFunction, formats: Formats, job: JobSummary): string {
  const settled = job.itemsDone + job.itemsFailed + job.itemsSkipped;
  const facts = {
    number: formats.number(Math.min(job.itemsTotal, settled + 1)),
    total: formats.number(job.itemsTotal),
  };
  return t(RUNNING[job.kind], facts);
}

const pausedKey = (kind: JobKind) =>
  kind === 'upload' ? 'jobs.uploadPaused' : kind === 'save' ? 'jobs.savePaused' : 'jobs.paused';

function succeededTitle(t: TFunction, formats: Formats, job: JobSummary): string {
  if (isSingleSave(job)) return t('jobs.saved');
  if (job.kind === 'read-names') return t('jobs.namesFound', counted(formats, job.names?.found ?? 0));
  return t(SUCCEEDED[job.kind], counted(formats, job.itemsDone));
}

function cancelledTitle(t: TFunction, formats: Formats, job: JobSummary): string {
  if (isSingleSave(job)) return t('jobs.saveCancelled');
  // Nothing of it was sent.
  if (job.kind === 'delete' && job.startedAt === null) return t('jobs.deleteUndone', counted(formats, job.itemsTotal));
  return t(CANCELLED[job.kind], doneOf(formats, job));
}

function failedTitle(t: TFunction, formats: Formats, job: JobSummary): string {
  if (isSingleSave(job)) return t('jobs.saveFailed');
  if (job.kind === 'read-names') return t('jobs.namesFailed');
  const failed = Math.max(1, job.itemsFailed);
  return t(FAILED[job.kind], {
    ...counted(formats, failed),
    total: formats.number(Math.max(failed, job.itemsTotal)),
  });
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

/** How many items were left out on purpose; null where none was. */
export const skippedText = (t: TFunction, formats: Formats, { itemsSkipped }: JobSummary): string | null =>
  itemsSkipped === 0 ? null : t('jobs.skipped', counted(formats, itemsSkipped));

/** Why a job failed: its own reason, or that of the first item that did, by name; null where nothing failed. */
export function failureText({ error, firstFailure }: JobSummary): string | null {
  if (error !== null) return errorText(error);
  if (firstFailure === null) return null;
  const reason = errorText(firstFailure.error);
  return reason.includes(firstFailure.name) ? reason : `${isolated(firstFailure.name)}: ${reason}`;
}

/** The albums of an upload in words: by name where they are few, else how many. */
type AlbumsText = { kind: 'none' | 'named' | 'counted'; albums: string };

/** That pictures go to no album at all is not worth a word. */
export function albumsText(t: TFunction, formats: Formats, { albums }: JobSummary): AlbumsText {
  if (albums === null || (albums.total === 1 && albums.first[0]?.label === '')) return { kind: 'none', albums: '' };
  if (albums.total > albums.first.length) return { kind: 'counted', albums: formats.number(albums.total) };
  const names = albums.first.map(({ label }) =>
    label === '' ? t('upload.albumRoot') : t('jobs.album', { album: label }),
  );
  return { kind: 'named', albums: formats.list(names) };
}

/** Where an upload goes, or what a save is of; null where there is no single such thing. */
export function jobPlace(t: TFunction, formats: Formats, job: JobSummary): string | null {
  if (job.kind === 'upload') {
    const { kind, albums } = albumsText(t, formats, job);
    return kind === 'none' ? null : t(kind === 'named' ? 'jobs.into' : 'jobs.intoMany', { albums });
  }
  if (!job.subject || job.kind === 'read-names') return null;
  // A name of one picture beside a count of several would be a riddle.
  return job.kind === 'save' || job.itemsTotal === 1 ? isolated(job.subject) : null;
}

/** `12 MB of 40 MB` for a job that moves bytes; null for others, and while nothing is known. */
export function bytesText(t: TFunction, formats: Formats, job: JobSummary): string | null {
  if (!movesBytes(job.kind) || job.bytesTotal === 0) return null;
  if (isEnded(job.state)) return formats.bytes(job.bytesDone);
  return t('jobs.bytesOf', { done: formats.bytes(job.bytesDone), total: formats.bytes(job.bytesTotal) });
}

/** `12 s left · 3.1 MB/s`, or what of it can be told. */
export function paceText(t: TFunction, formats: Formats, pace: Pace, kind: JobKind): string {
  const { bytesPerSecond, secondsLeft } = readPace(pace);
  return paceReadText(t, formats, { bytesPerSecond: movesBytes(kind) ? bytesPerSecond : null, secondsLeft });
}

/** The same of a pace that was read already. */
export function paceReadText(t: TFunction, formats: Formats, pace: PaceRead): string {
  const parts = paceParts(t, formats, pace);
  return parts.length > 0 ? parts.join(' · ') : t('jobs.starting');
}

/** `3 tasks in all · 12 MB of 40 MB · 12 s left · 3.1 MB/s`, or what of it can be told. */
export function overallText(t: TFunction, formats: Formats, overall: OverallProgress, pace: PaceRead): string {
  const { bytesDone, bytesTotal, jobs } = overall;
  const bytes =
    bytesTotal === 0 ? [] : [t('jobs.bytesOf', { done: formats.bytes(bytesDone), total: formats.bytes(bytesTotal) })];
  return [t('jobs.overall', counted(formats, jobs)), ...bytes, ...paceParts(t, formats, pace)].join(' · ');
}

function paceParts(t: TFunction, formats: Formats, { bytesPerSecond, secondsLeft }: PaceRead): string[] {
  const parts: string[] = [];
  if (secondsLeft !== null) parts.push(timeLeftText(t, formats, secondsLeft));
  if (bytesPerSecond !== null) parts.push(t('jobs.speed', { bytes: formats.bytes(bytesPerSecond) }));
  return parts;
}

function timeLeftText(t: TFunction, formats: Formats, seconds: number): string {
  if (seconds < MINUTES_FROM_SECONDS) return t('jobs.secondsLeft', { number: formats.number(seconds) });
  if (seconds < HOURS_FROM_SECONDS) {
    return t('jobs.minutesLeft', { number: formats.number(Math.round(seconds / SECONDS_PER_MINUTE)) });
  }
  return t('jobs.hoursLeft', { number: formats.number(Math.round(seconds / SECONDS_PER_HOUR)) });
}
