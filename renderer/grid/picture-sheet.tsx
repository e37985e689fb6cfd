import { type MouseEvent, type PointerEvent, useCallback, useEffect, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { groupIdAt, type ViewState } from '../store/catalogue-slice.ts';
import { useStore } from '../store/store.ts';
import { cellSizeAt, edgeOf } from './cell-sizes.ts';
import { FindHint } from './find-hint.tsx';
import { GridLines } from './grid-lines.tsx';
import { boxOf, layOut } from './layout.ts';
import { offsetShowing } from './movement.ts';
import styles from './picture-grid.module.css';
import { pressedAt } from './press.ts';
import { Scrubber } from './scrubber.tsx';
import { topIndex, useAnchor } from './use-anchor.ts';
import { useDragBand } from './use-drag-band.ts';
import { useDragOut } from './use-drag-out.ts';
import { useGridKeys } from './use-grid-keys.ts';
import { useGridWindow } from './use-grid-window.ts';
import { useScroll } from './use-scroll.ts';
import { useShownGroups } from './use-shown-groups.ts';
import { useTypeToFind } from './use-type-to-find.ts';

/** Room at the left of the first column, and at the right for the scrubber, as drawn. */
const LEFT_PX = 16;
const RIGHT_PX = 44;

interface PictureSheetProps {
  view: Extract<ViewState, { kind: 'open' }>;
  connectionId: string;
  paneWidth: number;
  viewHeight: number;
}

/** The grid in a pane of known size, and the scrubber beside it. */
export function PictureSheet({ view, connectionId, paneWidth, viewHeight }: PictureSheetProps) {
  const { t } = useTranslation();
  const gridRef = useRef<HTMLDivElement>(null);
  const layerRef = useRef<HTMLDivElement>(null);
  const cellSize = useStore((state) => edgeOf(cellSizeAt(state.settings.cellSize)));
  const showStretch = useStore((state) => state.showStretch);
  const moveCursor = useStore((state) => state.moveCursor);
  const { summary, place } = view;
  const { viewId, sections } = summary;

  const width = Math.max(1, paneWidth - LEFT_PX - RIGHT_PX);
  const layout = useMemo(
    () =>
      layOut(
        sections.map((section) => section.count),
        width,
        cellSize,
      ),
    [sections, width, cellSize],
  );
  const { scroll, scale, isFlinging } = useScroll(layout.height, viewHeight);
  const dragOut = useDragOut();
  const pressPicture = (event: PointerEvent<HTMLDivElement>, index: number) => {
    const groupId = groupIdAt(useStore.getState().pages, index);
    if (groupId !== undefined) dragOut.press(event, groupId);
  };
  const { isDrawn: isBandDrawn, ...band } = useDragBand({
    layout,
    viewId,
    viewHeight,
    scroll,
    left: LEFT_PX,
    onPicture: pressPicture,
  });
  useAnchor({ layout, viewId, place, viewHeight, scroll, onShift: band.shift });
  const shown = useGridWindow({ layout, viewHeight, scroll, scale, layerRef });

  const showIndex = useCallback(
    (index: number) => {
      moveCursor(index);
      scroll.scrollTo(offsetShowing(layout, index, scroll.offset(), viewHeight));
    },
    [moveCursor, scroll, layout, viewHeight],
  );
  const find = useTypeToFind({
    gridRef,
    onFound: (index) => {
      markActive(true);
      showIndex(index);
    },
  });
  const { isKeyboard, markActive, openOrSelect } = useGridKeys({
    layout,
    viewHeight,
    showIndex,
    gridRef,
    takeTyped: find.takeKey,
  });
  useReturnFromViewer(showIndex);

  useShownGroups({ connectionId, layout, viewHeight, scroll });

  const from = shown.lines[0]?.first ?? 0;
  const lastLine = shown.lines.at(-1);
  const count = lastLine ? lastLine.first + lastLine.count - from : 0;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new view needs its rows even where the places are the same
  useEffect(() => {
    const tell = () => {
      const offset = scroll.offset();
      const isAtStart = offset === 0 && !isBandDrawn();
      const top = topIndex(layout, offset, viewHeight);
      showStretch({ from, count, top, shift: offset - (boxOf(layout, top)?.top ?? 0), isAtStart });
    };
    tell();
    return scroll.onRest(tell);
  }, [showStretch, scroll, layout, viewHeight, from, count, viewId, isBandDrawn]);

  const onClick = (event: MouseEvent<HTMLDivElement>) => {
    markActive(false);
    if (dragOut.endsDrag()) return;
    const box = event.currentTarget.getBoundingClientRect();
    const pressed = pressedAt(layout, event.clientX - box.left, event.clientY - box.top + shown.base);
    if (pressed === null) return;
    moveCursor(pressed.index);
    openOrSelect(pressed.index, {
      onCheck: pressed.onCheck,
      toggle: event.ctrlKey || event.metaKey,
      extend: event.shiftKey,
    });
  };

  return (
    <>
      <div ref={scroll.ref} id="grid-scroll" className={styles.scroller} {...band.handlers}>
        <div className={styles.area} style={{ height: scale.area }}>
          <div ref={layerRef} className={styles.layer} style={{ left: LEFT_PX, right: RIGHT_PX }}>
            <GridLines
              layout={layout}
              shown={shown}
              view={view}
              viewHeight={viewHeight}
              connectionId={connectionId}
              isFlinging={isFlinging}
              grid={{
                ref: gridRef,
                'aria-label': t('grid.label'),
                'data-keyboard': isKeyboard || undefined,
                onFocus: (event) => event.currentTarget.matches(':focus-visible') && markActive(true),
                onClick,
                onDragStart: dragOut.onDragStart,
              }}
            />
          </div>
        </div>
      </div>
      <div ref={band.ref} className={styles.band} hidden />
      <FindHint typed={find.typed} />
      <Scrubber layout={layout} sections={sections} scroll={scroll} viewHeight={viewHeight} />
    </>
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
