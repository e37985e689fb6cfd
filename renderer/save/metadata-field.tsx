import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { type MetadataChoice, metadataChoices } from '../../shared/save-choice.ts';
import { NativeSelect } from '../ui/native-select.tsx';
import styles from './save.module.css';

interface MetadataFieldProps {
  metadata: MetadataChoice;
  onChoose: (metadata: MetadataChoice) => void;
}

const names = { keep: 'metadataKeep', 'without-location': 'metadataWithoutLocation', none: 'metadataNone' } as const;

/** What goes along of what a camera and a person have written into a picture. */
export function MetadataField({ metadata, onChoose }: MetadataFieldProps) {
  const { t } = useTranslation();
  const id = useId();
  return (
    <div className={styles.line}>
      <label className={styles.heading} htmlFor={id} title={t('save.metadataHint')}>
        {t('save.metadata')}
      </label>
      <NativeSelect
        id={id}
        className={styles.select}
        value={metadata}
        options={metadataChoices.map((value) => ({ value, label: t(`save.${names[value]}`) }))}
        onChange={onChoose}
      />
    </div>
  );
}
