import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import type { IdSet } from '../store/id-set.ts';
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
  selected: IdSet;
  /** The active cell's place, where it is on this line; else null. */
  active: number | null;
  isFlinging: boolean;
  refreshes: number;
}

/** One line of cells, in nodes that are used again for other lines. */
export const GridLine = memo(function GridLine({ layout, row, first, count, top, pages, ...line }: GridLineProps) {
  const { t } = useTranslation();
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the grid holds the focus
    // biome-ignore lint/a11y/useSemanticElements: a table row cannot be placed by arithmetic
    <div role="row" aria-rowindex={row + 1} className={styles.line} style={{ top, height: layout.cell }}>
      {Array.from({ length: count }, (_, column) => {
        const index = first + column;
        const group = rowAt(pages, index);
        const { left, width } = columnBox(layout, column);
        return (
          <Cell
            // biome-ignore lint/suspicious/noArrayIndexKey: the node of a column is used again for what comes next
            key={column}
            index={index}
            row={group}
            note={group === undefined || group.state === 'complete' ? null : t(`grid.${group.state}`)}
            connectionId={line.connectionId}
            left={left}
            width={width}
            isSelected={group !== undefined && line.selected.has(group.groupId)}
            isActive={line.active === index}
            isFlinging={line.isFlinging}
            refreshes={line.refreshes}
          />
        );
      })}
    </div>
  );
});
