import { type ReactNode, useCallback, useState } from 'react';
import styles from './windowed-list.module.css';
import { type RowRange, visibleRows } from './windowed-rows.ts';

interface WindowedListProps {
  label: string;
  total: number;
  /** In CSS pixels; every row has it. */
  rowHeight: number;
  /** The list grows with its rows up to this height, then scrolls. */
  maxHeight: number;
  /** The rows that are on screen now: the moment to load them. */
  onRange: (range: RowRange) => void;
  renderRow: (index: number) => ReactNode;
}

/** A list of any length that renders what can be seen of it. */
export function WindowedList({ label, total, rowHeight, maxHeight, onRange, renderRow }: WindowedListProps) {
  const height = Math.min(maxHeight, total * rowHeight);
  const [range, setRange] = useState(() => visibleRows(0, height, rowHeight, total));
  const look = useCallback(
    (top: number) => {
      const next = visibleRows(top, height, rowHeight, total);
      setRange(next);
      onRange(next);
    },
    [height, rowHeight, total, onRange],
  );
  // The list is measured by arithmetic; the box only has to be asked how far it is scrolled.
  const attach = useCallback(
    (element: HTMLDivElement | null) => {
      if (element) look(element.scrollTop);
    },
    [look],
  );
  const rows = Array.from({ length: Math.min(range.count, Math.max(0, total - range.from)) }, (_, i) => range.from + i);
  return (
    <div
      ref={attach}
      className={styles.list}
      style={{ height }}
      onScroll={(event) => look(event.currentTarget.scrollTop)}
    >
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard */}
      <ul className={styles.content} style={{ height: total * rowHeight }} tabIndex={0} aria-label={label}>
        {rows.map((index) => (
          <li
            key={index}
            aria-setsize={total}
            aria-posinset={index + 1}
            className={styles.row}
            style={{ top: index * rowHeight, height: rowHeight }}
          >
            {renderRow(index)}
          </li>
        ))}
      </ul>
    </div>
  );
}
