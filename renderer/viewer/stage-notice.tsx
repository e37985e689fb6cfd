import { CloudOff, ImageOff } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '../ui/button.tsx';
import styles from './stage.module.css';

interface StageNoticeProps {
  tone: 'vanished' | 'failed';
  title: string;
  text: string;
  /** Tries again, where that may help. */
  onRetry?: () => void;
}

/** What the stage says where it has no picture to show. */
export function StageNotice({ tone, title, text, onRetry }: StageNoticeProps) {
  const { t } = useTranslation();
  return (
    <div className={styles.notice} role="alert">
      {tone === 'vanished' ? <CloudOff aria-hidden="true" /> : <ImageOff aria-hidden="true" />}
      <h2>{title}</h2>
      <p>{text}</p>
      {onRetry ? <Button onClick={onRetry}>{t('shell.retry')}</Button> : null}
    </div>
  );
}
