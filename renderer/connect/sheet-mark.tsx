import styles from './connect-screen.module.css';

const CELLS = 9;
/** The frame that the grease pencil has marked. */
const CHOSEN = 4;

/** The product's mark: a contact sheet with one frame chosen. */
export const SheetMark = () => (
  <span className={styles.mark} aria-hidden="true">
    {Array.from({ length: CELLS }, (_, cell) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: the cells never change places
      <span key={cell} data-chosen={cell === CHOSEN || undefined} />
    ))}
  </span>
);
