import { TriangleAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { AppError } from '../../shared/app-error.ts';
import type { PreparedResult } from '../../shared/contract.ts';
import { errorText } from '../i18n/error-text.ts';
import { useFormats } from '../i18n/format.ts';
import { Button } from '../ui/button.tsx';
import { Sweep } from '../ui/sweep.tsx';
import { growthOf, roughly } from './growth.ts';
import type { Prepared } from './result-maker.ts';
import styles from './save.module.css';
import { isUnreadable } from './use-save.ts';

interface ResultBoxProps {
  prepared: Prepared;
  onRetry: () => void;
}

/** What comes of the choice: bytes, pixels, growth and the file's name; or why nothing does. */
export function ResultBox({ prepared, onRetry }: ResultBoxProps) {
  const { t } = useTranslation();
  return (
    <>
      <section className={styles.result} aria-label={t('save.result')} aria-live="polite" data-state={prepared.kind}>
        {prepared.kind === 'making' ? <Making estimate={prepared.estimate} /> : null}
        {prepared.kind === 'ready' ? <Facts result={prepared.result} /> : null}
        {prepared.kind === 'failed' ? <Failure error={prepared.error} onRetry={onRetry} /> : null}
      </section>
      {prepared.kind === 'failed' ? null : (
        <section className={styles.section}>
          <h2 className={styles.heading}>{t('save.fileName')}</h2>
          {prepared.kind === 'ready' ? (
            <p className={styles.fileName} data-selectable>
              {prepared.result.fileName}
            </p>
          ) : (
            <p className={`${styles.fileName} ${styles.pending}`} aria-hidden="true" />
          )}
        </section>
      )}
    </>
  );
}

function Failure({ error, onRetry }: { error: AppError; onRetry: () => void }) {
  const { t } = useTranslation();
  if (isUnreadable(error)) return <p className={styles.error}>{t('save.unreadable')}</p>;
  return (
    <>
      <p className={styles.error}>{errorText(error)}</p>
      <Button onClick={onRetry}>{t('save.retry')}</Button>
    </>
  );
}

function Making({ estimate }: { estimate: number | null }) {
  const { t } = useTranslation();
  const formats = useFormats();
  if (estimate === null) {
    return (
      <>
        <p className={styles.making}>{t('save.making')}</p>
        <Sweep />
      </>
    );
  }
  return (
    <>
      <div className={styles.total}>
        <strong className={styles.estimate}>{t('save.about', { bytes: formats.bytes(roughly(estimate)) })}</strong>
        <span className={styles.resultPixels}>{t('save.estimate')}</span>
      </div>
      <Sweep />
    </>
  );
}

function Facts({ result }: { result: PreparedResult }) {
  const { t } = useTranslation();
  const formats = useFormats();
  // Stored bytes that are no picture have no pixels.
  const isPicture = result.width > 0 && result.height > 0;
  return (
    <>
      <div className={styles.total}>
        <strong>{formats.bytes(result.bytes)}</strong>
        {isPicture ? (
          <span className={styles.resultPixels}>
            {t('save.resultPixels', { width: result.width, height: result.height })}
          </span>
        ) : null}
      </div>
      <GrowthLine result={result} />
    </>
  );
}

function GrowthLine({ result }: { result: PreparedResult }) {
  const { t } = useTranslation();
  const { locale } = useFormats();
  const growth = growthOf(result.bytes, result.storedBytes);
  switch (growth.kind) {
    case 'same':
      return <p className={styles.growth}>{t('save.growthSame')}</p>;
    case 'smaller':
      return (
        <p className={`${styles.growth} ${styles.less}`}>{t('save.growthSmaller', { percent: growth.percent })}</p>
      );
    case 'larger':
      return <p className={styles.growth}>{t('save.growthLarger', { percent: growth.percent })}</p>;
    case 'times': {
      const factor = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 }).format(growth.factor);
      return (
        <p className={`${styles.growth} ${styles.more}`}>
          <TriangleAlert aria-hidden="true" />
          {t('save.growthTimes', { factor })}
        </p>
      );
    }
  }
}
