import { Tooltip as Radix } from 'radix-ui';
import type { ReactElement, ReactNode } from 'react';
import { Kbd } from './kbd.tsx';
import styles from './tooltip.module.css';

const OPEN_DELAY_MS = 450;

/** Wraps the whole window, so that a second tooltip opens at once after a first. */
export const TooltipProvider = ({ children }: { children: ReactNode }) => (
  <Radix.Provider delayDuration={OPEN_DELAY_MS} disableHoverableContent>
    {children}
  </Radix.Provider>
);

interface TooltipProps {
  text: string;
  shortcut?: string;
  side?: 'top' | 'bottom' | 'left' | 'right';
  /** One element that takes a ref and DOM props. */
  children: ReactElement;
}

/** A name under the pointer or focus, for things that show none. */
export function Tooltip({ text, shortcut, side = 'bottom', children }: TooltipProps) {
  return (
    <Radix.Root>
      <Radix.Trigger asChild>{children}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content className={styles.tooltip} side={side} sideOffset={6} collisionPadding={8}>
          {text}
          {shortcut ? <Kbd>{shortcut}</Kbd> : null}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
