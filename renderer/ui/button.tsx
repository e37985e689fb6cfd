import type { ButtonHTMLAttributes, ReactNode, Ref } from 'react';
import styles from './button.module.css';
import { Tooltip } from './tooltip.tsx';

type NativeButton = Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'children'>;

export interface ButtonProps extends NativeButton {
  /** One primary button a screen; danger never wears the accent. */
  variant?: 'primary' | 'secondary' | 'ghost' | 'danger';
  size?: 'm' | 'l';
  icon?: ReactNode;
  busy?: boolean;
  children: ReactNode;
  ref?: Ref<HTMLButtonElement>;
}

/** A button with words; `busy` shows that its work is under way and keeps it from being pressed again. */
export function Button({ variant = 'secondary', size = 'm', icon, busy = false, className, ...rest }: ButtonProps) {
  const { children, disabled, ...native } = rest;
  return (
    <button
      type="button"
      {...native}
      className={[styles.button, styles[variant], size === 'l' ? styles.large : '', className ?? ''].join(' ')}
      disabled={disabled || busy}
      aria-busy={busy || undefined}
    >
      {busy ? <span className={styles.spinner} aria-hidden="true" /> : icon}
      <span className={styles.label}>{children}</span>
    </button>
  );
}

export interface IconButtonProps extends NativeButton {
  /** The button's name, for assistive technology and its tooltip. */
  label: string;
  /** Shown after the label in the tooltip, e.g. `Ctrl F`. */
  shortcut?: string;
  pressed?: boolean;
  children: ReactNode;
  ref?: Ref<HTMLButtonElement>;
}

/** A square button with an icon; its name shows as a tooltip. */
export function IconButton({ label, shortcut, pressed, className, children, ...native }: IconButtonProps) {
  return (
    <Tooltip text={label} {...(shortcut ? { shortcut } : {})}>
      <button
        type="button"
        {...native}
        className={`${styles.iconButton} ${className ?? ''}`}
        aria-label={label}
        aria-pressed={pressed}
      >
        {children}
      </button>
    </Tooltip>
  );
}
