import { RadioGroup } from 'radix-ui';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { VariantSize } from '../../shared/object-key.ts';
import type { GroupDetails, Variant } from '../../shared/pictures.ts';
import { useFormats } from '../i18n/format.ts';
import { type Extent, variantExtent } from '../viewer/choose-variant.ts';
import styles from './save.module.css';

interface SizeChoiceProps {
  group: GroupDetails;
  shown: Extent | null;
  variants: readonly Variant[];
  size: VariantSize;
  onChoose: (size: VariantSize) => void;
}

/** The stored sizes as rows: what each is called, its pixels and its bytes. */
export function SizeChoice({ group, shown, variants, size, onChoose }: SizeChoiceProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const headingId = useId();
  return (
    <section className={styles.section}>
      <h2 className={styles.heading} id={headingId}>
        {t('save.size')}
      </h2>
      <RadioGroup.Root
        className={styles.rows}
        aria-labelledby={headingId}
        value={String(size)}
        onValueChange={(value) => {
          const chosen = variants.find((variant) => String(variant.size) === value);
          if (chosen) onChoose(chosen.size);
        }}
      >
        {variants.map((variant) => {
          const extent = variantExtent(variant.size, group.source, shown);
          return (
            <RadioGroup.Item key={variant.key} value={String(variant.size)} className={styles.row}>
              <strong>{typeof variant.size === 'number' ? variant.size : t(`save.${variant.size}`)}</strong>
              <span className={styles.pixels}>{extent ? t('save.pixels', { ...extent }) : null}</span>
              <span className={styles.bytes}>{formats.bytes(variant.bytes)}</span>
            </RadioGroup.Item>
          );
        })}
      </RadioGroup.Root>
    </section>
  );
}
