import { CloudOff, ImageOff } from 'lucide-react';
import styles from './stage.module.css';

interface StageNoticeProps {
  tone: 'vanished' | 'failed';
  title: string;
  text: string;
}

/** What the stage says where it has no picture to show. */
export const StageNotice = ({ tone, title, text }: StageNoticeProps) => (
  <div className={styles.notice} role="alert">
    {tone === 'vanished' ? <CloudOff aria-hidden="true" /> : <ImageOff aria-hidden="true" />}
    <h2>{title}</h2>
    <p>{text}</p>
  </div>
);
