import { memo, useMemo } from 'react';
import { type RowPages, rowAt } from '../store/row-pages.ts';
import { Cell } from './cell.tsx';
import { columnBox, type GridLayout } from './layout.ts';
import styles from './picture-grid.module.css';

interface GridLineProps {
  layout: GridLayout;
  row: number;
  first: number;
  count: number;
  /** From the top of the layer that the lines lie in. */
  top: number;
  pages: RowPages;
  connectionId: string;
  selected: ReadonlySet<number>;
  /** The active cell's place, where it is on this line; else null. */
  active: number | null;
  isFlinging: boolean;
}

/** One line of cells. */
export const GridLine = memo(function GridLine({ layout, row, first, count, top, pages, ...line }: GridLineProps) {
  const boxes = useMemo(() => Array.from({ length: count }, (_, column) => columnBox(layout, column)), [layout, count]);
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the grid holds the focus
    // biome-ignore lint/a11y/useSemanticElements: a table row cannot be placed by arithmetic
    <div role="row" aria-rowindex={row + 1} className={styles.line} style={{ top, height: layout.cell }}>
      {boxes.map(({ left, width }, column) => {
        const index = first + column;
        const group = rowAt(pages, index);
        return (
          <Cell
            key={group ? `group-${group.groupId}` : `place-${index}`}
            index={index}
            row={group}
            connectionId={line.connectionId}
            left={left}
            width={width}
            isSelected={group !== undefined && line.selected.has(group.groupId)}
            isActive={line.active === index}
            isFlinging={line.isFlinging}
          />
        );
      })}
    </div>
  );
});
