import styles from './sweep.module.css';

/** Work whose end cannot be told yet. With no label the text beside it says all there is to say. */
export function Sweep({ label }: { label?: string }) {
  if (label === undefined) return <div className={styles.sweep} aria-hidden="true" />;
  return <div className={styles.sweep} role="progressbar" aria-label={label} />;
}
