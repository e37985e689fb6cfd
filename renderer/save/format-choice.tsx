import { RadioGroup } from 'radix-ui';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { type FormatId, formatIds, type ImageFormat, imageFormats } from '../../shared/image-format.ts';
import type { FormatChoice } from './default-choice.ts';
import styles from './save.module.css';

interface FormatChoiceProps {
  /** The format that the chosen size is stored in; null where its key tells none. */
  stored: FormatId | null;
  format: FormatChoice;
  onChoose: (format: FormatChoice) => void;
}

const choices: readonly FormatChoice[] = ['as-stored', ...formatIds];
const lossText = { none: 'lossNone', detail: 'lossDetail', colours: 'lossColours' } as const satisfies Record<
  ImageFormat['loss'],
  string
>;

/** The formats as tiles, the stored bytes first. */
export function FormatChoiceTiles({ stored, format, onChoose }: FormatChoiceProps) {
  const { t } = useTranslation();
  const headingId = useId();
  return (
    <section className={styles.section}>
      <h2 className={styles.heading} id={headingId}>
        {t('save.format')}
      </h2>
      <RadioGroup.Root
        className={styles.tiles}
        aria-labelledby={headingId}
        value={format}
        onValueChange={(value) => {
          const chosen = choices.find((candidate) => candidate === value);
          if (chosen) onChoose(chosen);
        }}
      >
        <RadioGroup.Item value="as-stored" className={`${styles.row} ${styles.asStored}`}>
          <strong>{t('save.asStored')}</strong>
          <span className={styles.bytes}>{stored ? imageFormats[stored].label : t('save.unknownFormat')}</span>
        </RadioGroup.Item>
        {formatIds.map((id) => (
          <RadioGroup.Item key={id} value={id} className={styles.tile}>
            <strong>{imageFormats[id].label}</strong>
            <span>{t(`save.${lossText[imageFormats[id].loss]}`)}</span>
          </RadioGroup.Item>
        ))}
      </RadioGroup.Root>
    </section>
  );
}
