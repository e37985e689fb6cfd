import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { SavedConnection } from '../../shared/contract.ts';
import type { OpenRequest } from '../store/connection-slice.ts';
import { useStore } from '../store/store.ts';
import { Button } from '../ui/button.tsx';
import { ProgressRing } from '../ui/progress-ring.tsx';
import styles from './connect-screen.module.css';

interface OpeningBarProps {
  request: OpenRequest;
  saved: readonly SavedConnection[];
}

/** What is being opened, and the way out of it: a server that does not answer keeps one waiting for long. */
export function OpeningBar({ request, saved }: OpeningBarProps) {
  const { t } = useTranslation();
  const giveUpOpening = useStore((state) => state.giveUpOpening);
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && !event.defaultPrevented) void giveUpOpening();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [giveUpOpening]);
  const bucket = bucketOf(request, saved);
  const text = bucket === null ? t('connect.openingDemo') : t('connect.openingBucket', { bucket });
  return (
    <div className={styles.opening} role="status">
      <ProgressRing value={null} label={text} />
      <p>{text}</p>
      <Button onClick={() => void giveUpOpening()}>{t('shell.cancel')}</Button>
    </div>
  );
}

/** Null for the demo. */
function bucketOf(request: OpenRequest, saved: readonly SavedConnection[]): string | null {
  switch (request.kind) {
    case 'demo':
      return null;
    case 'bucket':
      return request.bucket;
    case 'saved':
      return saved.find(({ savedId }) => savedId === request.savedId)?.bucket ?? '';
  }
}
