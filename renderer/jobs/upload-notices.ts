import type { JobSummary } from '../../shared/job.ts';
import type { AlbumSummary } from '../../shared/pictures.ts';
import { formatsOf } from '../i18n/format.ts';
import { currentLocale, i18n } from '../i18n/i18n.ts';
import type { Notice } from '../store/notices-slice.ts';
import { albumLabel } from '../upload/album-choice.ts';

/** What is said when an upload has ended; null for other jobs, and for a cancellation, which the person chose. */
export function uploadNotice(
  job: JobSummary,
  albums: readonly AlbumSummary[],
  showJobs: () => void,
): Omit<Notice, 'id'> | null {
  if (job.kind !== 'upload' || job.state === 'cancelled') return null;
  const { t } = i18n;
  const formats = formatsOf(currentLocale());
  if (job.state === 'failed') {
    const action = { label: t('jobs.showDetails'), run: showJobs };
    const failed = Math.max(1, job.itemsFailed);
    const facts = { count: failed, number: formats.number(failed), total: formats.number(job.itemsTotal) };
    return { tone: 'error', text: t('jobs.uploadFailedNotice', facts), action };
  }
  const facts = { count: job.itemsDone, number: formats.number(job.itemsDone) };
  const album = job.subject === null ? '' : albumLabel(job.subject, albums);
  const text = album === '' ? `${t('jobs.uploaded', facts)}.` : t('jobs.uploadedTo', { ...facts, album });
  return { tone: 'ok', text };
}
