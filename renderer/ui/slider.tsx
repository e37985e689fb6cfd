import { Slider as Radix } from 'radix-ui';
import styles from './slider.module.css';

interface SliderProps {
  label: string;
  value: number;
  min: number;
  max: number;
  step?: number;
  disabled?: boolean;
  /** The value in words, e.g. `82 %`. */
  valueText?: string;
  onChange: (value: number) => void;
  /** The handle was let go, or a key was pressed: the moment for work that is dear. */
  onCommit?: (value: number) => void;
}

/** One number on a line. */
export function Slider({ label, value, min, max, step = 1, disabled = false, valueText, ...on }: SliderProps) {
  return (
    <Radix.Root
      className={styles.root}
      value={[value]}
      min={min}
      max={max}
      step={step}
      disabled={disabled}
      onValueChange={([next]) => next !== undefined && on.onChange(next)}
      onValueCommit={([next]) => next !== undefined && on.onCommit?.(next)}
    >
      <Radix.Track className={styles.track}>
        <Radix.Range className={styles.range} />
      </Radix.Track>
      <Radix.Thumb className={styles.thumb} aria-label={label} aria-valuetext={valueText} />
    </Radix.Root>
  );
}
