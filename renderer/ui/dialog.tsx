import { type ReactNode, useId, useLayoutEffect, useRef } from 'react';
import styles from './dialog.module.css';

interface DialogProps {
  title: string;
  /** Called for Escape and for a press on the backdrop; the owner then stops rendering the dialog. */
  onClose: () => void;
  children: ReactNode;
  /** The buttons, in reading order: the way out first, the deed last. */
  footer?: ReactNode;
  width?: number;
}

const DEFAULT_WIDTH_PX = 440;

/**
 * A modal question over the whole window. The platform's own dialog element: it keeps focus inside, makes the rest inert
 * and needs no style element at run time. Rendered means open.
 */
export function Dialog({ title, onClose, children, footer, width = DEFAULT_WIDTH_PX }: DialogProps) {
  const ref = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  // Closed while it is still on the page: only then does the focus go back to where it came from.
  useLayoutEffect(() => {
    const dialog = ref.current;
    dialog?.showModal();
    return () => dialog?.close();
  }, []);
  return (
    <dialog
      ref={ref}
      className={styles.dialog}
      style={{ width }}
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onKeyDown={(event) => event.stopPropagation()}
      onPointerDown={(event) => {
        if (event.target === ref.current) onClose();
      }}
    >
      <div className={styles.body}>
        <h2 id={titleId} className={styles.title}>
          {title}
        </h2>
        {children}
      </div>
      {footer ? <div className={styles.footer}>{footer}</div> : null}
    </dialog>
  );
}
