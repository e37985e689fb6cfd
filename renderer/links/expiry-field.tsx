import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { NativeSelect } from '../ui/native-select.tsx';
import { RadioCards } from '../ui/radio-cards.tsx';
import { customLike, type ExpiryChoice, expiryOf, expiryUnits, quickExpiries } from './expiry.ts';
import styles from './links.module.css';

interface ExpiryFieldProps {
  choice: ExpiryChoice;
  onChoose: (choice: ExpiryChoice) => void;
}

const times = [...quickExpiries, 'custom'] as const;

/** How long the link works: the usual times as tiles, or a number of one's own. */
export function ExpiryField({ choice, onChoose }: ExpiryFieldProps) {
  const { t } = useTranslation();
  const headingId = useId();
  const [isByPointer, setByPointer] = useState(false);
  const cards = times.map((time) => ({
    value: time,
    key: time,
    content: <strong>{t(`links.expiries.${time}`)}</strong>,
  }));
  return (
    <section className={styles.section}>
      <h3 className={styles.heading} id={headingId}>
        {t('links.expiry')}
      </h3>
      <RadioCards
        labelledBy={headingId}
        cards={cards}
        chosen={choice.kind === 'quick' ? choice.quick : choice.kind}
        onChoose={(time, isPress) => {
          setByPointer(isPress);
          onChoose(time === 'custom' ? customLike(choice) : { kind: 'quick', quick: time });
        }}
      />
      {choice.kind === 'custom' ? <CustomExpiry choice={choice} takesFocus={isByPointer} onChoose={onChoose} /> : null}
    </section>
  );
}

interface CustomExpiryProps {
  choice: Extract<ExpiryChoice, { kind: 'custom' }>;
  /** By keyboard, focus stays with the tiles: the arrows go on from there. */
  takesFocus: boolean;
  onChoose: (choice: ExpiryChoice) => void;
}

const selectAll = (field: HTMLInputElement | null) => field?.select();

/** A number and its unit; what is wrong with it stands beside. */
function CustomExpiry({ choice, takesFocus, onChoose }: CustomExpiryProps) {
  const { t } = useTranslation();
  const messageId = useId();
  const expiry = expiryOf(choice);
  const problem = expiry.kind === 'invalid' ? t(`links.problems.${expiry.problem}`) : null;
  return (
    <div className={styles.custom}>
      <input
        ref={takesFocus ? selectAll : null}
        className={styles.amount}
        aria-label={t('links.amount')}
        aria-invalid={problem ? true : undefined}
        aria-describedby={problem ? messageId : undefined}
        inputMode="numeric"
        autoComplete="off"
        value={choice.amount}
        onChange={(event) => onChoose({ ...choice, amount: event.target.value })}
      />
      <NativeSelect
        className={styles.unit ?? ''}
        aria-label={t('links.unit')}
        value={choice.unit}
        options={expiryUnits.map((unit) => ({ value: unit, label: t(`links.units.${unit}`) }))}
        onChange={(unit) => onChoose({ ...choice, unit })}
      />
      <p id={messageId} className={styles.problem} role="status">
        {problem}
      </p>
    </div>
  );
}
