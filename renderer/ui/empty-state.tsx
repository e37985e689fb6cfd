import type { ReactNode } from 'react';
import styles from './empty-state.module.css';

interface EmptyStateProps {
  icon: ReactNode;
  title: string;
  text?: string;
  /** What to do next. */
  action?: ReactNode;
  tone?: 'calm' | 'danger';
}

/** What a pane shows instead of content: what is the case, and what to do next. */
export const EmptyState = ({ icon, title, text, action, tone = 'calm' }: EmptyStateProps) => (
  <div className={styles.empty} role={tone === 'danger' ? 'alert' : 'status'}>
    <div className={`${styles.icon} ${styles[tone]}`}>{icon}</div>
    <h2 className={styles.title}>{title}</h2>
    {text ? (
      <p className={styles.text} data-selectable>
        {text}
      </p>
    ) : null}
    {action ? <div className={styles.action}>{action}</div> : null}
  </div>
);
