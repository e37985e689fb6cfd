import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { StagedSource, Staging } from '../../shared/staging.ts';
import { invoke } from '../api.ts';
import { useFormats } from '../i18n/format.ts';
import { usePagedRows } from '../ui/use-paged-rows.ts';
import { WindowedList } from '../ui/windowed-list.tsx';
import styles from './upload.module.css';

const ROW_PX = 40;
const MAX_HEIGHT_PX = 240;

/** The pictures of a staging: name, format, pixels and bytes of each. */
export function AcceptedList({ staging, isSkipping }: { staging: Staging; isSkipping: boolean }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { stagingId } = staging;
  const sent = staging.sent[isSkipping ? 'skip' : 'keep'];
  const fetch = useCallback(
    (from: number, count: number) => invoke('upload/staged-items', { stagingId, from, count }),
    [stagingId],
  );
  const { rowAt, show } = usePagedRows<StagedSource>(fetch, stagingId);
  return (
    <section className={styles.section}>
      <div className={styles.headline}>
        <h3>{t('upload.pictures')}</h3>
        <span>{t('upload.summary', { bytes: formats.bytes(sent.bytes) })}</span>
      </div>
      <div className={styles.frame}>
        <WindowedList
          label={t('upload.pictures')}
          total={staging.accepted}
          rowHeight={ROW_PX}
          maxHeight={MAX_HEIGHT_PX}
          onRange={show}
          renderRow={(index) => <AcceptedRow source={rowAt(index)} isSkipping={isSkipping} />}
        />
      </div>
    </section>
  );
}

const duplicateText = { 'in-bucket': 'upload.inBucket', 'in-drop': 'upload.inDrop' } as const;

function AcceptedRow({ source, isSkipping }: { source: StagedSource | undefined; isSkipping: boolean }) {
  const { t } = useTranslation();
  const formats = useFormats();
  if (!source) return <div className={styles.row} />;
  const isLeftOut = isSkipping && source.duplicate !== null;
  return (
    <div className={isLeftOut ? `${styles.row} ${styles.leftOut}` : styles.row}>
      <span className={styles.name} title={source.folder === '' ? source.name : `${source.folder}/${source.name}`}>
        {source.name}
      </span>
      {source.duplicate === null ? null : (
        <span className={styles.mark}>{t(duplicateText[source.duplicate.kind])}</span>
      )}
      {/* Of one that is not sent nothing is lost. */}
      {source.losesPixels && !isLeftOut ? <span className={styles.mark}>{t('upload.losesPixels')}</span> : null}
      <span className={styles.fact}>{source.format}</span>
      <span className={`${styles.fact} ${styles.pixels}`}>
        {t('upload.pixels', { width: source.width, height: source.height })}
      </span>
      <span className={`${styles.fact} ${styles.bytes}`}>{formats.bytes(source.bytes)}</span>
    </div>
  );
}
