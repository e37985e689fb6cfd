import { RadioGroup } from 'radix-ui';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { VariantSize } from '../../shared/object-key.ts';
import type { Variant } from '../../shared/pictures.ts';
import { useFormats } from '../i18n/format.ts';
import styles from './links.module.css';

interface LinkSizeChoiceProps {
  variants: readonly Variant[];
  size: VariantSize;
  onChoose: (variant: Variant) => void;
}

/** The stored sizes in one line: a link leads to one object. */
export function LinkSizeChoice({ variants, size, onChoose }: LinkSizeChoiceProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const headingId = useId();
  return (
    <section className={styles.section}>
      <h3 className={styles.heading} id={headingId}>
        {t('links.size')}
      </h3>
      <RadioGroup.Root
        className={styles.tiles}
        aria-labelledby={headingId}
        value={String(size)}
        onValueChange={(value) => {
          const chosen = variants.find((variant) => String(variant.size) === value);
          if (chosen) onChoose(chosen);
        }}
      >
        {variants.map((variant) => (
          <RadioGroup.Item key={variant.key} value={String(variant.size)} className={styles.tile}>
            <strong>{typeof variant.size === 'number' ? variant.size : t(`links.${variant.size}`)}</strong>
            <span>{formats.bytes(variant.bytes)}</span>
          </RadioGroup.Item>
        ))}
      </RadioGroup.Root>
    </section>
  );
}
