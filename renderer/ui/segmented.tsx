import { RadioGroup } from 'radix-ui';
import type { ReactNode } from 'react';
import styles from './segmented.module.css';

interface SegmentedProps<T extends string> {
  label: string;
  value: T;
  options: readonly { value: T; label: ReactNode; disabled?: boolean }[];
  onChange: (value: T) => void;
}

/** A choice between a few things that stand side by side. */
export const Segmented = <T extends string>({ label, value, options, onChange }: SegmentedProps<T>) => (
  <RadioGroup.Root
    className={styles.group}
    aria-label={label}
    value={value}
    onValueChange={(chosen) => {
      const option = options.find((candidate) => candidate.value === chosen);
      if (option) onChange(option.value);
    }}
  >
    {options.map((option) => (
      <RadioGroup.Item
        key={option.value}
        value={option.value}
        className={styles.option}
        disabled={option.disabled ?? false}
      >
        {option.label}
      </RadioGroup.Item>
    ))}
  </RadioGroup.Root>
);
