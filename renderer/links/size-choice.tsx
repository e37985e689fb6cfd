import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { Variant } from '../../shared/pictures.ts';
import { useFormats } from '../i18n/format.ts';
import { RadioCards } from '../ui/radio-cards.tsx';
import styles from './links.module.css';

interface LinkSizeChoiceProps {
  variants: readonly Variant[];
  chosen: Variant;
  onChoose: (variant: Variant) => void;
}

/** The stored sizes in one line: a link leads to one object. */
export function LinkSizeChoice({ variants, chosen, onChoose }: LinkSizeChoiceProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const headingId = useId();
  const cards = variants.map((variant) => ({
    value: variant,
    key: variant.key,
    content: (
      <>
        <strong>{typeof variant.size === 'number' ? variant.size : t(`links.${variant.size}`)}</strong>
        <span>{formats.bytes(variant.bytes)}</span>
      </>
    ),
  }));
  return (
    <section className={styles.section}>
      <h3 className={styles.heading} id={headingId}>
        {t('links.size')}
      </h3>
      <RadioCards labelledBy={headingId} cards={cards} chosen={chosen} onChoose={onChoose} />
    </section>
  );
}
