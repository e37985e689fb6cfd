import type { ReactNode } from 'react';
import styles from './state-bar.module.css';

interface StateBarProps {
  tone: 'warn' | 'danger';
  icon: ReactNode;
  /** What is the case: announced when the bar comes, and when it changes. */
  text: string;
  /** What changes by the second, and is not announced. */
  detail?: string;
  /** The buttons. */
  children: ReactNode;
}

/** A slim line over what stays usable: a state that lasts, and what can be done about it. It leaves with the state. */
export const StateBar = ({ tone, icon, text, detail, children }: StateBarProps) => (
  <div className={styles.bar} data-tone={tone}>
    {icon}
    <p data-selectable>
      <span role="alert">{text}</span>
      {detail ? <span className={styles.detail}> {detail}</span> : null}
    </p>
    {children}
  </div>
);
