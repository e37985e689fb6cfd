import { useTranslation } from 'react-i18next';
import { useFormats } from '../i18n/format.ts';
import { useStore } from '../store/store.ts';
import { Button } from '../ui/button.tsx';
import styles from './names.module.css';
import { useIsReading, useReadingObstacle } from './use-reading.ts';

/** Beside a search: how much of the bucket the known names cover, and the way to more. Nothing where all are known. */
export function NameCoverage() {
  const { t } = useTranslation();
  const formats = useFormats();
  const isSearching = useStore((state) => state.query.search.trim() !== '');
  const groups = useStore((state) => state.albums?.groups ?? 0);
  const nameless = useStore((state) => state.albums?.nameless ?? 0);
  const askReadNames = useStore((state) => state.askReadNames);
  const isReading = useIsReading();
  const obstacle = useReadingObstacle();
  if (!isSearching || nameless === 0) return null;
  const facts = { number: formats.number(groups - nameless), total: formats.number(groups) };
  return (
    <div className={styles.coverage}>
      <p className={styles.covered} role="status">
        {t('names.coverage', facts)}
      </p>
      {isReading ? (
        <span className={styles.reading}>{t('names.reading')}</span>
      ) : (
        <Button variant="ghost" unavailable={obstacle} onClick={askReadNames}>
          {t('names.readRest')}
        </Button>
      )}
    </div>
  );
}
