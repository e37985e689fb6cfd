import { type InputHTMLAttributes, type ReactNode, type Ref, useId } from 'react';
import styles from './field.module.css';

interface TextFieldProps extends Omit<InputHTMLAttributes<HTMLInputElement>, 'onChange'> {
  label: string;
  /** Said beside the label, e.g. `optional`. */
  note?: string;
  hint?: string;
  error?: string | null;
  value: string;
  onChange: (value: string) => void;
  ref?: Ref<HTMLInputElement>;
}

/** A line of text with its label; the error stands under it and is announced. */
export function TextField({ label, note, hint, error, value, onChange, ...native }: TextFieldProps) {
  const id = useId();
  const messageId = `${id}-message`;
  const message = error ?? hint;
  return (
    <div className={styles.field}>
      <FieldLabel htmlFor={id} note={note}>
        {label}
      </FieldLabel>
      <input
        spellCheck={false}
        autoComplete="off"
        {...native}
        id={id}
        className={styles.input}
        value={value}
        aria-invalid={error ? true : undefined}
        aria-describedby={message ? messageId : undefined}
        onChange={(event) => onChange(event.target.value)}
      />
      {message ? (
        <p id={messageId} className={error ? styles.error : styles.hint} role={error ? 'alert' : undefined}>
          {message}
        </p>
      ) : null}
    </div>
  );
}

interface FieldLabelProps {
  htmlFor: string;
  note?: string | undefined;
  children: ReactNode;
}

export const FieldLabel = ({ htmlFor, note, children }: FieldLabelProps) => (
  <label className={styles.label} htmlFor={htmlFor}>
    {children}
    {note ? <span className={styles.note}>{note}</span> : null}
  </label>
);

interface CheckboxProps {
  label: string;
  hint?: string;
  checked: boolean;
  disabled?: boolean;
  onChange: (checked: boolean) => void;
}

export const Checkbox = ({ label, hint, checked, disabled = false, onChange }: CheckboxProps) => (
  <label className={styles.checkbox}>
    <input type="checkbox" checked={checked} disabled={disabled} onChange={(event) => onChange(event.target.checked)} />
    <span>
      {label}
      {hint ? <span className={styles.checkboxHint}>{hint}</span> : null}
    </span>
  </label>
);
