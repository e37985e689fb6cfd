import { ChevronDown } from 'lucide-react';
import {
  type CSSProperties,
  type FocusEvent,
  type KeyboardEvent,
  type ReactNode,
  useEffect,
  useEffectEvent,
  useId,
  useRef,
  useState,
} from 'react';
import styles from './combobox.module.css';
import { type ComboboxOption, matchingOptions, nextActive } from './combobox-options.ts';
import { FieldLabel } from './field.tsx';
import { SuggestionList } from './suggestion-list.tsx';

interface ComboboxProps {
  label: string;
  /** Name of the list, other than the field's. */
  listLabel: string;
  value: string;
  onChange: (value: string) => void;
  options: readonly ComboboxOption[];
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
  placeholder?: string;
  /** Stands in the list's place: why there is none (yet). */
  notice?: ReactNode;
  /** What is to be listed is waited for: the list then stays though focus leaves, as it does for a question meanwhile. */
  isWaiting?: boolean;
  /** Stands before the text. */
  icon?: ReactNode;
  /** Stands before each option. */
  optionIcon?: ReactNode;
  /** Buttons at the end of the label's line. */
  actions?: ReactNode;
  hint?: string | null;
  error?: string | null;
}

/** A line of text that offers what it could be; any other text is fine too. The owner opens and closes the list. */
export function Combobox(props: ComboboxProps) {
  const { label, listLabel, value, options, isOpen, placeholder, notice, icon, optionIcon, actions, hint, error } =
    props;
  const id = useId();
  const list = useSuggestions(props);
  const message = error ?? hint;
  const shows = isOpen && (list.shown.length > 0 || Boolean(notice));
  const anchor = `--${id.replace(/\W/g, '')}`;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: only told when focus leaves the field and its list
    <div ref={list.field} className={styles.field} onBlur={list.blur}>
      <div className={styles.head}>
        <FieldLabel htmlFor={id}>{label}</FieldLabel>
        {actions}
      </div>
      <div className={styles.box} style={{ anchorName: anchor } as CSSProperties}>
        {icon ? (
          <span className={styles.icon} aria-hidden="true">
            {icon}
          </span>
        ) : null}
        <input
          ref={list.input}
          id={id}
          className={styles.input}
          role="combobox"
          aria-expanded={shows}
          aria-controls={shows && list.shown.length > 0 ? `${id}-list` : undefined}
          aria-activedescendant={shows && list.active >= 0 ? `${id}-${list.active}` : undefined}
          aria-describedby={message ? `${id}-message` : undefined}
          aria-invalid={error ? true : undefined}
          aria-autocomplete="list"
          autoComplete="off"
          spellCheck={false}
          placeholder={placeholder}
          value={value}
          onChange={(event) => list.type(event.target.value)}
          onKeyDown={list.press}
        />
        {options.length > 0 ? (
          <button
            type="button"
            className={styles.toggle}
            tabIndex={-1}
            aria-hidden="true"
            // Focus stays in the field.
            onPointerDown={(event) => {
              event.preventDefault();
              list.toggle();
            }}
          >
            <ChevronDown />
          </button>
        ) : null}
      </div>
      {message ? (
        <p id={`${id}-message`} className={error ? styles.error : styles.hint} role={error ? 'alert' : undefined}>
          {message}
        </p>
      ) : null}
      {shows ? (
        <SuggestionList
          id={id}
          label={listLabel}
          anchor={anchor}
          icon={optionIcon}
          options={list.shown}
          active={list.active}
          notice={list.shown.length === 0 ? notice : null}
          onChoose={list.choose}
        />
      ) : null}
    </div>
  );
}

const dialogOf = (element: Element | null): Element | null => element?.closest('dialog') ?? null;

/** What of the list is shown and which of it the arrow keys stand on. */
function useSuggestions({ value, onChange, options, isOpen, onOpenChange, isWaiting = false }: ComboboxProps) {
  const field = useRef<HTMLDivElement>(null);
  const input = useRef<HTMLInputElement>(null);
  const [filter, setFilter] = useState('');
  const [moved, setMoved] = useState<number | null>(null);
  const [wasOpen, setWasOpen] = useState(isOpen);
  if (isOpen !== wasOpen) {
    // Opened by hand it shows everything; by typing, what matches.
    setWasOpen(isOpen);
    setMoved(null);
    if (!isOpen) setFilter('');
  }
  // Whoever opened it, the field's keys are the list's; but nobody is called away from another field for it.
  const focusOrClose = useEffectEvent(() => {
    const { activeElement } = document;
    // A question that was laid over everything meanwhile gives the focus back when it goes.
    if (dialogOf(activeElement) !== dialogOf(field.current)) return;
    const isElsewhere = activeElement !== document.body && !field.current?.contains(activeElement);
    if (isElsewhere) onOpenChange(false);
    else input.current?.focus();
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: once when it opens, once more when what was waited for is there
  useEffect(() => {
    if (isOpen) focusOrClose();
  }, [isOpen, isWaiting]);
  const shown = matchingOptions(options, filter);
  const active = moved ?? shown.findIndex((option) => option.value === value);

  const close = () => onOpenChange(false);
  const type = (text: string) => {
    onChange(text);
    setFilter(text);
    setMoved(-1);
    if (!isOpen && options.length > 0) onOpenChange(true);
  };
  const choose = (option: ComboboxOption) => {
    onChange(option.value);
    close();
  };
  const toggle = () => onOpenChange(!isOpen);
  const press = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    const chosen = isOpen && moved !== null ? shown[moved] : undefined;
    if (step !== 0 && !isOpen) onOpenChange(true);
    else if (step !== 0) setMoved(nextActive(active, step, shown.length));
    else if (event.key === 'Enter' && chosen) choose(chosen);
    else if (event.key === 'Escape' && isOpen) close();
    else return;
    event.preventDefault();
  };
  const blur = (event: FocusEvent<HTMLDivElement>) => {
    // Another window's turn is no reason to close.
    const isLeft = document.hasFocus() && !event.currentTarget.contains(event.relatedTarget);
    if (isLeft && isOpen && !isWaiting) close();
  };
  return { field, input, shown, active, type, choose, toggle, press, blur };
}
