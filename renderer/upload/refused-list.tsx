import { CircleSlash } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { RefusedSource } from '../../shared/staging.ts';
import { errorText } from '../i18n/error-text.ts';
import { useFormats } from '../i18n/format.ts';
import styles from './upload.module.css';

interface RefusedListProps {
  refused: readonly RefusedSource[];
  /** How many more were refused than are listed. */
  more: number;
}

/** Files that are no pictures, or none that can be taken, each with its reason. */
export function RefusedList({ refused, more }: RefusedListProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const total = refused.length + more;
  if (total === 0) return null;
  return (
    <section className={styles.section}>
      <div className={styles.headline}>
        <h3>{t('upload.refused', { count: total, number: formats.number(total) })}</h3>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls has to be reachable by keyboard */}
      <ul className={styles.refused} tabIndex={0}>
        {refused.map(({ name, error }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the list never changes, and two files may share a name
          <li key={index}>
            <CircleSlash aria-hidden="true" />
            <span data-selectable title={name}>
              {errorText(error)}
            </span>
          </li>
        ))}
        {more > 0 ? <li>{t('upload.refusedMore', { count: more, number: formats.number(more) })}</li> : null}
      </ul>
    </section>
  );
}
