import { useTranslation } from 'react-i18next';
import { imageFormats } from '../../shared/image-format.ts';
import { useFormats } from '../i18n/format.ts';
import { storedFormat } from '../save/default-choice.ts';
import { useStore } from '../store/store.ts';
import { Tooltip } from '../ui/tooltip.tsx';
import styles from './comparison-switch.module.css';

/** Over the foot of the picture: what is stored, or what a save would make of it. Not there where they are the same. */
export function ComparisonSwitch({ groupId }: { groupId: number }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const comparison = useStore((state) => (state.comparison?.groupId === groupId ? state.comparison : null));
  const isResult = useStore((state) => state.stageSide === 'result');
  const showSide = useStore((state) => state.showSide);
  if (comparison === null) return null;
  const { stored, format, result } = comparison;
  const storedAs = storedFormat(stored);
  const facts = [storedAs ? imageFormats[storedAs].label : '', formats.bytes(stored.bytes)];
  return (
    <Tooltip text={t('save.compare')} shortcut="C">
      <fieldset className={styles.switch} data-bottom-bar aria-label={t('save.compare')}>
        <button type="button" aria-pressed={!isResult} onClick={() => showSide('stored')}>
          {t('save.asStored')}
          <span>{facts.filter(Boolean).join(' ')}</span>
        </button>
        <button type="button" aria-pressed={isResult} aria-busy={result === null} onClick={() => showSide('result')}>
          {t('save.result')}
          <span>{result === null ? `${format} …` : `${format} ${formats.bytes(result.bytes)}`}</span>
        </button>
      </fieldset>
    </Tooltip>
  );
}
