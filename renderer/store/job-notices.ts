import type { JobSummary } from '../../shared/job.ts';
import { errorText } from '../i18n/error-text.ts';
import { formatNumber } from '../i18n/format.ts';
import { currentLocale, i18n } from '../i18n/i18n.ts';
import type { NoticesSlice } from './notices-slice.ts';

/** Says how a delete ended. Uploads and saves tell their end where they are watched. */
export function announceEndedJob(job: JobSummary, { notify }: Pick<NoticesSlice, 'notify'>): void {
  if (job.kind !== 'delete') return;
  const number = (value: number) => formatNumber(currentLocale(), value);
  const total = number(job.itemsTotal);
  if (job.state === 'cancelled') {
    notify({ tone: 'info', text: i18n.t('deletion.cancelled', { number: number(job.itemsDone), total }) });
  } else if (job.state === 'failed') {
    const failed = Math.max(1, job.itemsFailed);
    const reason = job.error ? errorText(job.error) : '';
    const text = i18n.t('deletion.failed', { count: failed, number: number(failed), total, reason });
    notify({ tone: 'error', text });
  } else {
    const text = i18n.t('deletion.done', { count: job.itemsDone, number: number(job.itemsDone) });
    notify({ tone: 'ok', text });
  }
}
