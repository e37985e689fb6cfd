import {
  type KeyboardEvent,
  type PointerEvent,
  useCallback,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
} from 'react';
import { useTranslation } from 'react-i18next';
import type { Section } from '../../shared/pictures.ts';
import { type Formats, useFormats } from '../i18n/format.ts';
import { type GridLayout, sectionAt } from './layout.ts';
import styles from './scrubber.module.css';
import { marksFor } from './scrubber-marks.ts';
import { scrubStep } from './scrubber-steps.ts';
import type { Scroll } from './use-scroll.ts';

/** Room above the first and below the last mark, so that the handle stays inside. */
const TRACK_INSET_PX = 20;

interface ScrubberProps {
  layout: GridLayout;
  sections: readonly Section[];
  scroll: Scroll;
  viewHeight: number;
}

/** The scroll bar's better twin: years, month ticks, one labelled handle. */
export function Scrubber({ layout, sections, scroll, viewHeight }: ScrubberProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const [isDragging, setDragging] = useState(false);
  const track = useRef<HTMLDivElement>(null);
  const maxOffset = Math.max(0, layout.height - viewHeight);
  const trackHeight = Math.max(1, viewHeight - 2 * TRACK_INSET_PX);
  const marks = useMemo(
    () => marksFor(sections, layout, maxOffset, trackHeight),
    [sections, layout, maxOffset, trackHeight],
  );
  // Only another month is rendered; the handle moves by itself.
  const at = useSyncExternalStore(scroll.onMove, () => sectionAt(layout, scroll.offset()));
  const { bar, handle } = useHandle(scroll, maxOffset, trackHeight);
  if (maxOffset <= 0) return null;

  const month = sections[at]?.month ?? null;
  const drag = (event: PointerEvent<HTMLDivElement>) => {
    const box = track.current?.getBoundingClientRect();
    if (box) scroll.scrollTo(((event.clientY - box.top) / trackHeight) * maxOffset);
  };
  const letGo = () => {
    setDragging(false);
    scroll.letGo();
  };
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    const offset = scrubStep(event.key, { sections, layout, maxOffset, offset: scroll.offset() });
    if (offset === null) return;
    event.preventDefault();
    scroll.scrollTo(offset);
  };
  return (
    <div
      ref={bar}
      className={styles.scrubber}
      role="scrollbar"
      tabIndex={0}
      aria-label={t('grid.scrubber')}
      aria-controls="grid-scroll"
      aria-orientation="vertical"
      aria-valuemin={0}
      aria-valuemax={Math.round(maxOffset)}
      aria-valuenow={Math.round(scroll.offset())}
      aria-valuetext={monthLabel(month, formats, true)}
      data-dragging={isDragging || undefined}
      onKeyDown={onKeyDown}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        setDragging(true);
        drag(event);
      }}
      onPointerMove={(event) => isDragging && drag(event)}
      onPointerUp={letGo}
      onPointerCancel={letGo}
    >
      <div ref={track} className={styles.track} style={{ top: TRACK_INSET_PX, height: trackHeight }}>
        {marks.map(({ y, year }) =>
          year === null ? (
            <span key={`tick-${y}`} className={styles.tick} style={{ top: y }} />
          ) : (
            <span key={`year-${y}`} className={styles.year} style={{ top: y }}>
              {year}
            </span>
          ),
        )}
        <span ref={handle} className={styles.handle}>
          {monthLabel(month, formats, isDragging)}
        </span>
      </div>
    </div>
  );
}

/** Moves the handle with the pictures, and tells its value when they rest. */
function useHandle(scroll: Scroll, maxOffset: number, trackHeight: number) {
  const bar = useRef<HTMLDivElement>(null);
  const handle = useRef<HTMLSpanElement>(null);
  const move = useCallback(() => {
    if (!handle.current || maxOffset <= 0) return;
    const y = (Math.min(scroll.offset(), maxOffset) / maxOffset) * trackHeight;
    handle.current.style.transform = `translateY(calc(${y}px - 50%))`;
  }, [scroll, maxOffset, trackHeight]);
  useLayoutEffect(() => {
    const rest = () => bar.current?.setAttribute('aria-valuenow', `${Math.round(scroll.offset())}`);
    move();
    const stops = [scroll.onMove(move), scroll.onRest(rest)];
    return () => {
      for (const stop of stops) stop();
    };
  }, [scroll, move]);
  return { bar, handle };
}

function monthLabel(month: Section['month'], formats: Formats, withYear: boolean): string | undefined {
  if (!month) return undefined;
  return withYear ? formats.month(month.year, month.month) : formats.monthName(month.month);
}
