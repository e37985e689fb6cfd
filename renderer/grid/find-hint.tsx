import { useTranslation } from 'react-i18next';
import styles from './find-hint.module.css';
import type { TypedText } from './use-type-to-find.ts';

/** What was typed into the grid to find a picture by the beginning of its name; gone soon after the last key. */
export function FindHint({ typed }: { typed: TypedText }) {
  const { t } = useTranslation();
  return (
    <div className={styles.place} role="status">
      {typed.text === '' ? null : (
        <p className={styles.hint} data-missing={typed.isMissing || undefined}>
          <strong>{typed.text}</strong>
          {typed.isMissing ? <span>{t('grid.findMissing')}</span> : null}
        </p>
      )}
    </div>
  );
}
