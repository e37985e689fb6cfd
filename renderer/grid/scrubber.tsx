import { type PointerEvent, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Section } from '../../shared/pictures.ts';
import { type Formats, useFormats } from '../i18n/format.ts';
import { type GridLayout, sectionAt } from './layout.ts';
import styles from './scrubber.module.css';
import { marksFor } from './scrubber-marks.ts';
import type { Scroll } from './use-scroll.ts';

/** Room above the first and below the last mark, so that the handle stays inside. */
const TRACK_INSET_PX = 20;

interface ScrubberProps {
  layout: GridLayout;
  sections: readonly Section[];
  scroll: Scroll;
}

/** The scroll bar's better twin: years, month ticks, one labelled handle. */
export function Scrubber({ layout, sections, scroll }: ScrubberProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const [isDragging, setDragging] = useState(false);
  const track = useRef<HTMLDivElement>(null);
  const { offset, scale, viewHeight } = scroll;
  const trackHeight = Math.max(1, viewHeight - 2 * TRACK_INSET_PX);
  const marks = useMemo(
    () => marksFor(sections, layout, scale.maxOffset, trackHeight),
    [sections, layout, scale.maxOffset, trackHeight],
  );
  if (scale.maxOffset <= 0) return null;

  const month = sections[sectionAt(layout, offset)]?.month ?? null;
  const label = monthLabel(month, formats, isDragging);
  const drag = (event: PointerEvent<HTMLDivElement>) => {
    const box = track.current?.getBoundingClientRect();
    if (box) scroll.scrollTo(((event.clientY - box.top) / trackHeight) * scale.maxOffset);
  };
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the grid's own keys scroll
    <div
      className={styles.scrubber}
      role="scrollbar"
      aria-label={t('grid.scrubber')}
      aria-controls="grid-scroll"
      aria-orientation="vertical"
      aria-valuemin={0}
      aria-valuemax={Math.round(scale.maxOffset)}
      aria-valuenow={Math.round(offset)}
      aria-valuetext={monthLabel(month, formats, true)}
      data-dragging={isDragging || undefined}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        setDragging(true);
        drag(event);
      }}
      onPointerMove={(event) => isDragging && drag(event)}
      onPointerUp={() => setDragging(false)}
      onPointerCancel={() => setDragging(false)}
    >
      <div ref={track} className={styles.track} style={{ top: TRACK_INSET_PX, height: trackHeight }}>
        {marks.map(({ y, year }) =>
          year === null ? (
            <span key={`tick-${y}`} className={styles.tick} style={{ top: y }} />
          ) : (
            <span key={year} className={styles.year} style={{ top: y }}>
              {year}
            </span>
          ),
        )}
        <span className={styles.handle} style={{ top: (offset / scale.maxOffset) * trackHeight }}>
          {label}
        </span>
      </div>
    </div>
  );
}

function monthLabel(month: Section['month'], formats: Formats, withYear: boolean): string | undefined {
  if (!month) return undefined;
  return withYear ? formats.month(month.year, month.month) : formats.monthName(month.month);
}
