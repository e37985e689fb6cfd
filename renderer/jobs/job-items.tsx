import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { isEnded, type JobItem, type JobItemState, type JobKind, type JobSummary } from '../../shared/job.ts';
import { invoke } from '../api.ts';
import { errorText } from '../i18n/error-text.ts';
import { useFormats } from '../i18n/format.ts';
import { usePagedRows } from '../ui/use-paged-rows.ts';
import { WindowedList } from '../ui/windowed-list.tsx';
import styles from './jobs.module.css';
import { useFailedItems } from './use-failed-items.ts';

const ROW_PX = 38;
/** A name and two lines of reason. */
const FAILED_ROW_PX = 62;
const MAX_HEIGHT_PX = 228;

const stateText = {
  waiting: 'itemWaiting',
  working: 'itemAtWork',
  sending: 'itemSending',
  done: 'itemDone',
  skipped: 'itemSkipped',
  failed: 'itemFailed',
  cancelled: 'itemCancelled',
} as const satisfies Record<JobItemState, string>;

/** What is being done to an item, with the word of its kind of job where there is one. */
function itemStateText(kind: JobKind, state: JobItemState) {
  if (state === 'working') return ownWorking[kind] ?? stateText.working;
  return kind === 'save' && state === 'sending' ? 'itemWriting' : stateText[state];
}

const ownWorking: Partial<Record<JobKind, 'itemWorking' | 'itemConverting'>> = {
  upload: 'itemWorking',
  save: 'itemConverting',
};

/** Every file or picture of a job with its own progress; once it has ended with failures, those and their reasons. */
export function JobItems({ job }: { job: JobSummary }) {
  return isEnded(job.state) && job.itemsFailed > 0 ? <FailedItems job={job} /> : <AllItems job={job} />;
}

function AllItems({ job }: { job: JobSummary }) {
  const { t } = useTranslation();
  const jobId = job.id;
  const fetch = useCallback((from: number, count: number) => invoke('jobs/items', { jobId, from, count }), [jobId]);
  // Main reports a job only when something about it changed: each report makes the items on screen out of date.
  const { rowAt, show } = usePagedRows<JobItem>(fetch, job);
  return (
    <div className={styles.items}>
      <WindowedList
        label={t('jobs.showFiles')}
        total={job.itemsTotal}
        rowHeight={ROW_PX}
        maxHeight={MAX_HEIGHT_PX}
        onRange={show}
        renderRow={(index) => <ItemRow item={rowAt(index)} kind={job.kind} />}
      />
    </div>
  );
}

function FailedItems({ job }: { job: JobSummary }) {
  const { t } = useTranslation();
  const failed = useFailedItems(job);
  return (
    <div className={styles.items}>
      <WindowedList
        label={t('jobs.failures')}
        total={failed.length}
        rowHeight={FAILED_ROW_PX}
        maxHeight={MAX_HEIGHT_PX}
        onRange={ignore}
        renderRow={(index) => <ItemRow item={failed[index]} kind={job.kind} />}
      />
    </div>
  );
}

const ignore = () => {};

function ItemRow({ item, kind }: { item: JobItem | undefined; kind: JobKind }) {
  const { t } = useTranslation();
  const formats = useFormats();
  if (!item) return <div className={styles.item} />;
  const isActive = item.state === 'working' || item.state === 'sending';
  const reason = item.error ? errorText(item.error) : null;
  return (
    <div className={styles.item} data-state={item.state}>
      <div className={styles.itemLine}>
        <span className={styles.itemName} title={item.name}>
          {item.name}
        </span>
        <span className={styles.itemState}>
          {item.state === 'waiting' && item.bytes > 0
            ? formats.bytes(item.bytes)
            : t(`jobs.${itemStateText(kind, item.state)}`)}
        </span>
      </div>
      {reason ? (
        <span className={styles.itemReason} title={reason}>
          {reason}
        </span>
      ) : null}
      {isActive ? <progress className={styles.itemBar} value={item.progress} max={1} aria-label={item.name} /> : null}
    </div>
  );
}
