import { type CSSProperties, type ReactNode, useEffect, useRef, useState } from 'react';
import styles from './combobox.module.css';
import type { ComboboxOption } from './combobox-options.ts';
import { visibleRows } from './windowed-rows.ts';

/** In CSS pixels; that of `.option`. */
const ROW_HEIGHT = 32;
const MAX_HEIGHT = 7.5 * ROW_HEIGHT;

interface SuggestionListProps {
  id: string;
  label: string;
  /** The CSS anchor that the list hangs at. */
  anchor: string;
  /** Stands before each option. */
  icon: ReactNode;
  options: readonly ComboboxOption[];
  /** -1 for none. */
  active: number;
  notice: ReactNode;
  onChoose: (option: ComboboxOption) => void;
}

/** Above a dialog, which would cut it off. */
const openOnTop = (element: HTMLDivElement | null) => element?.showPopover();

/** The list under a combobox: any number of options, of which those in sight are rendered. Focus stays in the field. */
export function SuggestionList({ id, label, anchor, icon, options, active, notice, onChoose }: SuggestionListProps) {
  return (
    <div ref={openOnTop} popover="manual" className={styles.list} style={{ positionAnchor: anchor } as CSSProperties}>
      {notice ? <div className={styles.notice}>{notice}</div> : null}
      {options.length > 0 ? (
        <Options id={id} label={label} icon={icon} options={options} active={active} onChoose={onChoose} />
      ) : null}
    </div>
  );
}

function Options({ id, label, icon, options, active, onChoose }: Omit<SuggestionListProps, 'anchor' | 'notice'>) {
  const rows = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  const total = options.length;
  const height = Math.min(MAX_HEIGHT, total * ROW_HEIGHT);
  // Not before the list is on top: until then it has no height to scroll in.
  useEffect(() => {
    const element = rows.current;
    if (element && active >= 0) element.scrollTop = scrollTo(active, element.scrollTop, height);
  }, [active, height]);
  const range = visibleRows(top, height, ROW_HEIGHT, total);
  const shown = options.slice(range.from, range.from + range.count);
  return (
    <div
      ref={rows}
      className={styles.rows}
      style={{ height }}
      onScroll={(event) => setTop(event.currentTarget.scrollTop)}
    >
      <div
        id={`${id}-list`}
        className={styles.content}
        style={{ height: total * ROW_HEIGHT }}
        role="listbox"
        aria-label={label}
      >
        {shown.map((option, offset) => {
          const index = range.from + offset;
          return (
            // biome-ignore lint/a11y/useFocusableInteractive: focus stays in the field, which names the active option
            // biome-ignore lint/a11y/useKeyWithClickEvents: the field's own keys choose
            <div
              key={option.value}
              id={`${id}-${index}`}
              className={styles.option}
              style={{ top: index * ROW_HEIGHT }}
              role="option"
              aria-selected={index === active}
              aria-setsize={total}
              aria-posinset={index + 1}
              // Before the field loses focus and the list with it.
              onPointerDown={(event) => event.preventDefault()}
              onClick={() => onChoose(option)}
            >
              {icon}
              <span title={option.label ?? option.value}>{option.label ?? option.value}</span>
              {option.note ? <small>{option.note}</small> : null}
            </div>
          );
        })}
      </div>
    </div>
  );
}

/** How far to scroll so that a row is in sight: no further than needed. In CSS pixels. */
function scrollTo(row: number, top: number, height: number): number {
  const start = row * ROW_HEIGHT;
  return Math.min(start, Math.max(top, start + ROW_HEIGHT - height));
}
