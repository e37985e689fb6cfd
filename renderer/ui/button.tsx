import type { ButtonHTMLAttributes, ReactNode, Ref } from 'react';
import styles from './button.module.css';
import { Tooltip } from './tooltip.tsx';

type NativeButton = Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'children'>;

interface ButtonProps extends NativeButton {
  /** One primary button a screen; danger never wears the accent. */
  variant?: 'primary' | 'secondary' | 'ghost' | 'danger';
  size?: 'm' | 'l';
  icon?: ReactNode;
  busy?: boolean;
  /** Why the button can do nothing now: it is greyed out and says so, and stays in reach of focus and pointer for that. */
  unavailable?: string | null;
  children: ReactNode;
  ref?: Ref<HTMLButtonElement>;
}

/** A button with words; `busy` shows that its work is under way and keeps it from being pressed again, but not the focus. */
export function Button({ variant = 'secondary', size = 'm', icon, busy = false, className, ...rest }: ButtonProps) {
  const { children, disabled, unavailable = null, ...native } = rest;
  const button = (
    <button
      type="button"
      {...native}
      {...(busy ? held : greyed(unavailable))}
      className={[styles.button, styles[variant], size === 'l' ? styles.large : '', className ?? ''].join(' ')}
      disabled={disabled}
      aria-busy={busy || undefined}
    >
      {busy ? <span className={styles.spinner} aria-hidden="true" /> : icon}
      <span className={styles.label}>{children}</span>
    </button>
  );
  return unavailable === null ? button : <Tooltip text={unavailable}>{button}</Tooltip>;
}

/** Greyed out and without effect, but in reach. */
const held: NativeButton = { 'aria-disabled': true, onClick: (event) => event.preventDefault() };

/** A button that tells why it does nothing: disabled in the sense of the word only, so that the reason can be reached. */
const greyed = (unavailable: string | null): NativeButton =>
  unavailable === null ? {} : { ...held, 'aria-description': unavailable };

interface IconButtonProps extends NativeButton {
  /** The button's name, for assistive technology and its tooltip. */
  label: string;
  /** Shown after the label in the tooltip, e.g. `Ctrl F`. */
  shortcut?: string;
  pressed?: boolean;
  /** As for {@link Button}: the tooltip tells the reason after the name. */
  unavailable?: string | null;
  children: ReactNode;
  ref?: Ref<HTMLButtonElement>;
}

/** A square button with an icon; its name shows as a tooltip. */
export function IconButton({ label, shortcut, pressed, className, unavailable = null, ...rest }: IconButtonProps) {
  const { children, ...native } = rest;
  const text = unavailable === null ? label : `${label}: ${unavailable}`;
  return (
    <Tooltip text={text} {...(shortcut && unavailable === null ? { shortcut } : {})}>
      <button
        type="button"
        {...native}
        {...greyed(unavailable)}
        className={`${styles.iconButton} ${className ?? ''}`}
        aria-label={label}
        aria-pressed={pressed}
      >
        {children}
      </button>
    </Tooltip>
  );
}
