import { Check, ChevronDown } from 'lucide-react';
import { DropdownMenu as Radix } from 'radix-ui';
import { type ReactNode, useId } from 'react';
import { FieldLabel } from './field.tsx';
import styles from './menu-field.module.css';

interface MenuFieldOption {
  value: string;
  label: string;
  /** A quiet word at the end of its row. */
  note?: string;
}

interface MenuFieldProps {
  label: string;
  options: readonly MenuFieldOption[];
  /** What is chosen, also where no option (any more) stands for it. */
  chosen: MenuFieldOption;
  onChange: (value: string) => void;
  error?: string | null;
  disabled?: boolean;
  autoFocus?: boolean;
  /** Further entries of the menu, under the options. */
  children?: ReactNode;
}

/**
 * A field whose value is chosen from a menu, which may hold further entries. Not modal: the modal kind, and Radix's own
 * Select, inject style elements, which the page's policy forbids.
 */
export function MenuField({
  label,
  options,
  chosen,
  onChange,
  error,
  disabled = false,
  autoFocus = false,
  children,
}: MenuFieldProps) {
  const id = useId();
  const messageId = `${id}-message`;
  return (
    <div className={styles.field}>
      <FieldLabel htmlFor={id}>{label}</FieldLabel>
      <Radix.Root modal={false}>
        <Radix.Trigger asChild disabled={disabled}>
          <button
            type="button"
            id={id}
            // biome-ignore lint/a11y/noAutofocus: the owner asks for it where the focus would be lost
            autoFocus={autoFocus}
            className={styles.trigger}
            aria-label={[`${label}: ${chosen.label}`, chosen.note].filter(Boolean).join(', ')}
            aria-invalid={error ? true : undefined}
            aria-describedby={error ? messageId : undefined}
          >
            <span className={styles.line}>
              <span className={styles.value}>{chosen.label}</span>
              <span className={styles.valueNote}>{chosen.note}</span>
            </span>
            <ChevronDown aria-hidden="true" />
          </button>
        </Radix.Trigger>
        <Radix.Portal>
          <Radix.Content className={styles.content} align="start" sideOffset={6} collisionPadding={8}>
            <Radix.RadioGroup className={styles.options} value={chosen.value} onValueChange={onChange}>
              {options.map((option) => (
                <OptionRow key={option.value} option={option} isChosen={option.value === chosen.value} />
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

/** In a long menu the chosen row is in sight when the menu opens. */
const intoView = (element: HTMLElement | null) => element?.scrollIntoView({ block: 'nearest' });

const OptionRow = ({ option, isChosen }: { option: MenuFieldOption; isChosen: boolean }) => (
  <Radix.RadioItem ref={isChosen ? intoView : null} value={option.value} className={styles.option}>
    <span className={styles.check}>
      <Radix.ItemIndicator>
        <Check />
      </Radix.ItemIndicator>
    </span>
    <span className={styles.label}>{option.label}</span>
    {option.note ? <span className={styles.note}>{option.note}</span> : null}
  </Radix.RadioItem>
);
