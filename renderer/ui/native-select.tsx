import { ChevronDown } from 'lucide-react';
import type { SelectHTMLAttributes } from 'react';
import styles from './native-select.module.css';

interface NativeSelectProps<T extends string> extends Omit<SelectHTMLAttributes<HTMLSelectElement>, 'onChange'> {
  value: T;
  options: readonly { value: T; label: string }[];
  onChange: (value: T) => void;
}

/** One of several in a line, by the platform’s own menu: the only kind that a dialog does not cut off or cover. */
export function NativeSelect<T extends string>({
  value,
  options,
  onChange,
  className,
  ...native
}: NativeSelectProps<T>) {
  return (
    <span className={`${styles.select} ${className ?? ''}`}>
      <select
        {...native}
        value={value}
        onChange={(event) => {
          const chosen = options.find((option) => option.value === event.target.value);
          if (chosen) onChange(chosen.value);
        }}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
      <ChevronDown aria-hidden="true" />
    </span>
  );
}
