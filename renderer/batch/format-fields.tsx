import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { formatIds, imageFormats } from '../../shared/image-format.ts';
import type { FormatChoice } from '../save/default-choice.ts';
import { MetadataField } from '../save/metadata-field.tsx';
import { NativeSelect } from '../ui/native-select.tsx';
import { Slider } from '../ui/slider.tsx';
import styles from './batch.module.css';
import { type BatchChoice, qualityOf } from './batch-choice.ts';

interface FormatFieldsProps {
  choice: BatchChoice;
  onChange: (change: Partial<BatchChoice>) => void;
}

/** The form of all files, with what it has to choose. */
export function FormatFields({ choice, onChange }: FormatFieldsProps) {
  const { t } = useTranslation();
  const id = useId();
  const { format, metadata } = choice;
  const options: { value: FormatChoice; label: string }[] = [
    { value: 'as-stored', label: t('save.asStored') },
    ...formatIds.map((value) => ({ value, label: imageFormats[value].label })),
  ];
  return (
    <section className={styles.section}>
      <div className={styles.line}>
        <label className={styles.heading} htmlFor={id}>
          {t('save.format')}
        </label>
        <NativeSelect
          id={id}
          className={styles.select}
          value={format}
          options={options}
          onChange={(value) => onChange({ format: value })}
        />
      </div>
      {format === 'as-stored' ? (
        <p className={styles.note}>{t('batch.asStoredHint')}</p>
      ) : (
        <>
          <Quality choice={choice} onChange={onChange} />
          <MetadataField metadata={metadata} onChoose={(value) => onChange({ metadata: value })} />
        </>
      )}
    </section>
  );
}

function Quality({ choice, onChange }: FormatFieldsProps) {
  const { t } = useTranslation();
  const { format, qualities } = choice;
  const quality = qualityOf(choice);
  const range = format === 'as-stored' ? null : imageFormats[format].quality;
  if (quality === null || range === null) return null;
  return (
    <div className={styles.line}>
      <span className={styles.heading}>{t('save.quality')}</span>
      <div className={styles.quality}>
        <Slider
          label={t('save.quality')}
          value={quality}
          min={range.min}
          max={range.max}
          onChange={(value) => onChange({ qualities: { ...qualities, [format]: value } })}
        />
        <span>{quality}</span>
      </div>
    </div>
  );
}
