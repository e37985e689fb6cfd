import { type ReactNode, useId } from 'react';
import styles from './radio-cards.module.css';

interface RadioCardsProps<T> {
  /** Names the group; or `labelledBy`, the id of what does. */
  label?: string;
  labelledBy?: string;
  /** How the cards lie: in one line as tiles, where nothing else is said. */
  className?: string | undefined;
  cardClassName?: string | undefined;
  cards: readonly { value: T; key: string; content: ReactNode }[];
  chosen: T;
  /** The dialog around opens with the focus here. */
  isFirst?: boolean;
  /** `isByPointer` tells a press from a choice by the arrow keys. */
  onChoose: (value: T, isByPointer: boolean) => void;
}

/** One of several as cards: the platform's own radio buttons, so that arrows choose and Enter sends the form. */
export function RadioCards<T>(props: RadioCardsProps<T>) {
  const {
    label,
    labelledBy,
    className = styles.tiles,
    cardClassName = styles.tile,
    cards,
    chosen,
    isFirst = false,
    onChoose,
  } = props;
  const name = useId();
  return (
    <div className={className} role="radiogroup" aria-label={label} aria-labelledby={labelledBy}>
      {cards.map(({ value, key, content }) => (
        <label key={key} className={`${styles.card} ${cardClassName}`}>
          <input
            ref={isFirst && value === chosen ? markFirst : null}
            type="radio"
            name={name}
            checked={value === chosen}
            onChange={(event) => onChoose(value, isPress(event.nativeEvent))}
          />
          {content}
        </label>
      ))}
    </div>
  );
}

/** By the attribute, which the dialog looks for when it opens; React's own property focuses too early. */
const markFirst = (input: HTMLInputElement | null) => input?.setAttribute('autofocus', '');

/** React tells a change of a radio button by its click; one that a key brought about counts no presses. */
const isPress = (event: Event): boolean => event instanceof UIEvent && event.detail > 0;
