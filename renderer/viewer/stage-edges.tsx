import { ChevronLeft, ChevronRight } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Place } from './use-place.ts';
import styles from './viewer.module.css';

/** The ways to the pictures either side, at the edges of the stage; none at an end of the view. */
export function StageEdges({ place }: { place: Place }) {
  const { t } = useTranslation();
  const { index, count, step } = place;
  return (
    <>
      {index > 0 ? (
        <button
          type="button"
          className={styles.edge}
          data-side="before"
          aria-label={t('viewer.previous')}
          onClick={() => step(-1)}
        >
          <span>
            <ChevronLeft />
          </span>
        </button>
      ) : null}
      {index >= 0 && index < count - 1 ? (
        <button
          type="button"
          className={styles.edge}
          data-side="after"
          aria-label={t('viewer.next')}
          onClick={() => step(1)}
        >
          <span>
            <ChevronRight />
          </span>
        </button>
      ) : null}
    </>
  );
}
