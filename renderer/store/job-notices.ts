import { MAX_ROWS } from '../../shared/contract.ts';
import type { JobSummary } from '../../shared/job.ts';
import { invoke } from '../api.ts';
import { errorText } from '../i18n/error-text.ts';
import { formatNumber, formatsOf } from '../i18n/format.ts';
import { currentLocale, i18n } from '../i18n/i18n.ts';
import { jobTitle, namesReadText } from '../jobs/job-text.ts';
import type { NoticesSlice } from './notices-slice.ts';

/** Says how a delete or a reading of names ended. Uploads and saves tell their end where they are watched. */
export async function announceEndedJob(job: JobSummary, { notify }: Pick<NoticesSlice, 'notify'>): Promise<void> {
  if (job.kind === 'delete') await announceDelete(job, notify);
  else if (job.kind === 'read-names') announceNames(job, notify);
}

/** What was found, and why it stopped; a cancellation is the person's own and told in the list. */
function announceNames(job: JobSummary, notify: NoticesSlice['notify']): void {
  if (job.state === 'cancelled') return;
  const formats = formatsOf(currentLocale());
  const title = jobTitle(i18n.t, formats, job);
  const text = [title, ...namesReadText(i18n.t, formats, job)].map((sentence) => `${sentence}.`.replace('..', '.'));
  if (job.state === 'succeeded') notify({ tone: job.names?.found ? 'ok' : 'info', text: text.join(' ') });
  else notify({ tone: 'error', text: [...text, job.error === null ? '' : errorText(job.error)].join(' ').trim() });
}

async function announceDelete(job: JobSummary, notify: NoticesSlice['notify']): Promise<void> {
  const number = (value: number) => formatNumber(currentLocale(), value);
  const total = number(job.itemsTotal);
  if (job.state === 'cancelled') {
    notify({ tone: 'info', text: i18n.t('deletion.cancelled', { number: number(job.itemsDone), total }) });
  } else if (job.state === 'failed') {
    const reason = await firstReason(job);
    const failed = Math.max(1, job.itemsFailed);
    const text = i18n.t('deletion.failed', { count: failed, number: number(failed), total });
    notify({ tone: 'error', text: reason === null ? text : `${text} ${reason}` });
  } else {
    const text = i18n.t('deletion.done', { count: job.itemsDone, number: number(job.itemsDone) });
    notify({ tone: 'ok', text });
  }
}

/** Why the job failed: its own reason, or that of the first item that did, by name. */
async function firstReason(job: JobSummary): Promise<string | null> {
  if (job.error) return errorText(job.error);
  const answer = await invoke('jobs/items', { jobId: job.id, from: 0, count: MAX_ROWS });
  const failed = answer.ok ? answer.value.find((item) => item.state === 'failed') : undefined;
  return failed?.error ? `${failed.name}: ${errorText(failed.error)}` : null;
}
