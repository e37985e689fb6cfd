import { Check, ChevronDown } from 'lucide-react';
import { DropdownMenu as Radix } from 'radix-ui';
import { type ReactNode, useId } from 'react';
import { FieldLabel } from './field.tsx';
import menuStyles from './menu.module.css';
import styles from './select.module.css';

export interface SelectOption {
  value: string;
  label: string;
  /** Said at the end of its line. */
  note?: string;
}

interface SelectProps {
  label: string;
  options: readonly SelectOption[];
  /** What the field shows; need not be one of the options. */
  chosen: SelectOption;
  disabled?: boolean;
  error?: string | null;
  onChange: (value: string) => void;
  /** Further items under the options. */
  children?: ReactNode;
}

/** One of several in a line, with notes beside the options and, under them, what else can be done. */
export function Select({ label, options, chosen, disabled = false, error, onChange, children }: SelectProps) {
  const id = useId();
  const messageId = `${id}-message`;
  return (
    <div className={styles.field}>
      <FieldLabel htmlFor={id}>{label}</FieldLabel>
      <Radix.Root modal={false}>
        <Radix.Trigger asChild>
          <button
            id={id}
            type="button"
            className={styles.trigger}
            disabled={disabled}
            aria-label={`${label}: ${chosen.label}`}
            aria-invalid={error ? true : undefined}
            aria-describedby={error ? messageId : undefined}
          >
            <span className={styles.label}>{chosen.label}</span>
            {chosen.note ? <span className={styles.note}>{chosen.note}</span> : null}
            <ChevronDown aria-hidden="true" />
          </button>
        </Radix.Trigger>
        <Radix.Portal>
          <Radix.Content className={`${menuStyles.content} ${styles.content}`} sideOffset={4} collisionPadding={8}>
            <Radix.RadioGroup value={chosen.value} onValueChange={onChange}>
              {options.map((option) => (
                <Radix.RadioItem key={option.value} value={option.value} className={menuStyles.item}>
                  <span className={menuStyles.icon}>
                    <Radix.ItemIndicator>
                      <Check />
                    </Radix.ItemIndicator>
                  </span>
                  <span className={menuStyles.label}>{option.label}</span>
                  {option.note ? <span className={menuStyles.hint}>{option.note}</span> : null}
                </Radix.RadioItem>
              ))}
            </Radix.RadioGroup>
            {children}
          </Radix.Content>
        </Radix.Portal>
      </Radix.Root>
      {error ? (
        <p id={messageId} className={styles.error} role="alert">
          {error}
        </p>
      ) : null}
    </div>
  );
}
