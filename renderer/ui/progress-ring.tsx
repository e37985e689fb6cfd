import styles from './progress-ring.module.css';

interface ProgressRingProps {
  /** A share from 0 to 1; null while it is not known. */
  value: number | null;
  label: string;
  /** Edge in CSS pixels. */
  size?: number;
  tone?: 'accent' | 'danger' | 'ok';
}

const DEFAULT_SIZE_PX = 28;
const VIEW_BOX = 32;
const RADIUS = 13;
const CIRCUMFERENCE = 2 * Math.PI * RADIUS;
/** The length of the arc that turns while the share is unknown. */
const UNKNOWN_SHARE = 0.28;

/** Progress as a ring, as in the sidebar's corner. */
export function ProgressRing({ value, label, size = DEFAULT_SIZE_PX, tone = 'accent' }: ProgressRingProps) {
  const share = value === null ? UNKNOWN_SHARE : Math.min(1, Math.max(0, value));
  return (
    <svg
      className={`${styles.ring} ${value === null ? styles.turning : ''}`}
      width={size}
      height={size}
      viewBox={`0 0 ${VIEW_BOX} ${VIEW_BOX}`}
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={value === null ? undefined : Math.round(share * 100)}
    >
      <circle className={styles.track} cx="16" cy="16" r={RADIUS} />
      <circle
        className={`${styles.arc} ${styles[tone]}`}
        cx="16"
        cy="16"
        r={RADIUS}
        strokeDasharray={CIRCUMFERENCE}
        strokeDashoffset={CIRCUMFERENCE * (1 - share)}
      />
    </svg>
  );
}
