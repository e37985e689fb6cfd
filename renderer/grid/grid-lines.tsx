import type { HTMLAttributes, RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { groupIdAt, type ViewState } from '../store/catalogue-slice.ts';
import { useStore } from '../store/store.ts';
import { cellId } from './cell.tsx';
import { GridLine } from './grid-line.tsx';
import { type GridWindow, poolSize } from './grid-window.ts';
import type { GridLayout } from './layout.ts';
import styles from './picture-grid.module.css';
import { SectionHeading } from './section-heading.tsx';

interface GridLinesProps {
  layout: GridLayout;
  shown: GridWindow;
  view: Extract<ViewState, { kind: 'open' }>;
  viewHeight: number;
  connectionId: string;
  isFlinging: boolean;
  /** Of the element with the grid's role. */
  grid: HTMLAttributes<HTMLDivElement> & { ref: RefObject<HTMLDivElement | null>; 'data-keyboard': true | undefined };
}

/** The headings and lines near the window. A line's node is used again for the lines that come after it. */
export function GridLines({ layout, shown, view, viewHeight, grid, ...line }: GridLinesProps) {
  const { t } = useTranslation();
  const pages = useStore((state) => state.pages);
  const selected = useStore((state) => state.selection.ids);
  const active = useStore((state) => state.cursor.index);
  const refreshes = useStore((state) => state.refreshes);
  const { lines, headers, base } = shown;
  const pool = poolSize(layout, viewHeight);
  return (
    <>
      {headers.map((at) => (
        <SectionHeading
          key={at}
          section={view.summary.sections[at]}
          query={view.query}
          top={(layout.sections[at]?.top ?? 0) - base}
        />
      ))}
      {/* biome-ignore lint/a11y/useSemanticElements: a table cannot be placed by arithmetic */}
      <div
        {...grid}
        role="grid"
        className={styles.grid}
        tabIndex={0}
        aria-description={t('grid.keys')}
        aria-multiselectable="true"
        aria-rowcount={layout.rows}
        aria-colcount={layout.columns}
        aria-activedescendant={groupIdAt(pages, active) === undefined ? undefined : cellId(active)}
      >
        {lines.map(({ row, first, count, top }) => (
          <GridLine
            key={row % pool}
            layout={layout}
            row={row}
            first={first}
            count={count}
            top={top - base}
            pages={pages}
            connectionId={line.connectionId}
            selected={selected}
            active={active >= first && active < first + count ? active : null}
            isFlinging={line.isFlinging}
            refreshes={refreshes}
          />
        ))}
      </div>
    </>
  );
}
