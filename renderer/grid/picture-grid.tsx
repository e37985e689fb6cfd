import { type MouseEvent, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ViewState } from '../store/catalogue-slice.ts';
import { groupIdAt } from '../store/catalogue-slice.ts';
import { useStore } from '../store/store.ts';
import { useElementSize } from '../ui/use-element-size.ts';
import { cellId } from './cell.tsx';
import { GridLine } from './grid-line.tsx';
import { headersBetween, indexAt, layOut, linesBetween } from './layout.ts';
import { offsetShowing } from './movement.ts';
import styles from './picture-grid.module.css';
import { Scrubber } from './scrubber.tsx';
import { SectionHeading } from './section-heading.tsx';
import { topIndex, useAnchor } from './use-anchor.ts';
import { useGridKeys } from './use-grid-keys.ts';
import { useScroll } from './use-scroll.ts';

/** Room at the left of the first column, and at the right for the scrubber, as drawn. */
const LEFT_PX = 16;
const RIGHT_PX = 44;
/** Lines this share of the window's height outside of it are kept ready. */
const OVERSCAN = 0.6;
/** Lines are placed from the nearest multiple of this, so that their offsets stay far under the browser's limits. */
const BASE_PX = 1_000_000;

interface PictureGridProps {
  view: Extract<ViewState, { kind: 'open' }>;
  connectionId: string;
}

/** The pictures of the view: every one reachable, only those near the window in the document. */
export function PictureGrid({ view, connectionId }: PictureGridProps) {
  const { t } = useTranslation();
  const pane = useRef<HTMLDivElement>(null);
  const gridRef = useRef<HTMLDivElement>(null);
  const size = useElementSize(pane);
  const cellSize = useStore((state) => state.settings.cellSize);
  const pages = useStore((state) => state.pages);
  const selected = useStore((state) => state.selection.ids);
  const showStretch = useStore((state) => state.showStretch);
  const [active, setActive] = useState(0);
  const { summary, place } = view;

  const layout = useMemo(
    () =>
      layOut(
        summary.sections.map((section) => section.count),
        Math.max(1, size.width - LEFT_PX - RIGHT_PX),
        cellSize,
      ),
    [summary, size.width, cellSize],
  );
  const scroll = useScroll(layout.height, size.height);
  const { offset, scale, viewHeight, isFlinging } = scroll;
  useAnchor(layout, summary.viewId, place, scroll);

  const showIndex = (index: number) => {
    setActive(index);
    scroll.scrollTo(offsetShowing(layout, index, offset, viewHeight));
  };
  const { isKeyboard, markActive, openOrSelect } = useGridKeys({ layout, viewHeight, active, showIndex, gridRef });
  useReturnFromViewer(showIndex);

  const over = viewHeight * OVERSCAN;
  const lines = linesBetween(layout, offset - over, offset + viewHeight + over);
  const from = lines[0]?.first ?? 0;
  const lastLine = lines.at(-1);
  const count = lastLine ? lastLine.first + lastLine.count - from : 0;
  const top = topIndex(layout, offset, viewHeight);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new view needs its rows even where the places are the same
  useEffect(() => {
    if (!isFlinging) showStretch({ from, count, top });
  }, [showStretch, isFlinging, from, count, top, summary.viewId]);

  const base = Math.floor(offset / BASE_PX) * BASE_PX;
  const scrollTop = scale.maxOffset > scale.maxScroll ? (scroll.ref.current?.scrollTop ?? 0) : offset;
  const layerTop = scrollTop - offset + base;

  const onClick = (event: MouseEvent<HTMLDivElement>) => {
    markActive(false);
    const box = event.currentTarget.getBoundingClientRect();
    const index = indexAt(layout, event.clientX - box.left, event.clientY - box.top + base);
    if (index === null) return;
    setActive(index);
    const onCheck = event.target instanceof Element && event.target.closest('[data-check]') !== null;
    openOrSelect(index, { onCheck, toggle: event.ctrlKey || event.metaKey, extend: event.shiftKey });
  };

  return (
    <div ref={pane} className={styles.pane}>
      <div ref={scroll.ref} id="grid-scroll" className={styles.scroller}>
        <div className={styles.area} style={{ height: scale.area }}>
          <div
            className={styles.layer}
            style={{ left: LEFT_PX, right: RIGHT_PX, transform: `translateY(${layerTop}px)` }}
          >
            {headersBetween(layout, offset - over, offset + viewHeight + over).map((at) => (
              <SectionHeading
                key={at}
                section={summary.sections[at]}
                query={view.query}
                top={(layout.sections[at]?.top ?? 0) - base}
              />
            ))}
            {/* biome-ignore lint/a11y/useSemanticElements: a table cannot be placed by arithmetic */}
            {/* biome-ignore lint/a11y/useKeyWithClickEvents: keys are heard by the window, see use-grid-keys.ts */}
            <div
              ref={gridRef}
              role="grid"
              className={styles.grid}
              tabIndex={0}
              aria-label={t('grid.label')}
              aria-multiselectable="true"
              aria-rowcount={layout.rows}
              aria-colcount={layout.columns}
              aria-activedescendant={groupIdAt(pages, active) === undefined ? undefined : cellId(active)}
              data-keyboard={isKeyboard || undefined}
              onFocus={(event) => event.currentTarget.matches(':focus-visible') && markActive(true)}
              onClick={onClick}
            >
              {lines.map((line) => (
                <GridLine
                  key={line.row}
                  layout={layout}
                  row={line.row}
                  first={line.first}
                  count={line.count}
                  top={line.top - base}
                  pages={pages}
                  connectionId={connectionId}
                  selected={selected}
                  active={active >= line.first && active < line.first + line.count ? active : null}
                  isFlinging={isFlinging}
                />
              ))}
            </div>
          </div>
        </div>
      </div>
      <Scrubber layout={layout} sections={summary.sections} scroll={scroll} />
    </div>
  );
}

/** Back from the viewer the grid stands at the picture that was seen last. */
function useReturnFromViewer(showIndex: (index: number) => void): void {
  const opened = useStore((state) => state.opened);
  const last = useRef(opened);
  const show = useRef(showIndex);
  useEffect(() => {
    show.current = showIndex;
  });
  useEffect(() => {
    const before = last.current;
    last.current = opened;
    if (opened.kind === 'none' && before.kind === 'viewer' && before.index >= 0) show.current(before.index);
  }, [opened]);
}
