import { Download } from 'lucide-react';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { type FormatId, formatOfExtension, imageFormats } from '../../shared/image-format.ts';
import type { GroupDetails } from '../../shared/pictures.ts';
import { i18n } from '../i18n/i18n.ts';
import { useDenial } from '../shell/use-denial.ts';
import { useStore } from '../store/store.ts';
import { Button } from '../ui/button.tsx';
import { Slider } from '../ui/slider.tsx';
import type { Extent } from '../viewer/choose-variant.ts';
import { extensionOfKey, storedFormat } from './default-choice.ts';
import { FormatChoiceTiles } from './format-choice.tsx';
import { MetadataField } from './metadata-field.tsx';
import { ResultBox } from './result-box.tsx';
import styles from './save.module.css';
import { SizeChoice } from './size-choice.tsx';
import { useComparison } from './use-comparison.ts';
import { usePreparedResult } from './use-prepared-result.ts';
import { isGone, isUnreadable, useSave } from './use-save.ts';
import { type SaveChoice, saveRequest, useSaveChoice } from './use-save-choice.ts';

interface SavePanelProps {
  connectionId: string;
  group: GroupDetails;
  /** Pixels of the picture as shown, for its ratio; null before it is. */
  shown: Extent | null;
  /** The stored bytes turned out to be gone. */
  onGone: () => void;
}

/** Saving one picture: size, format and quality, what comes of them, and the button that saves. */
export function SavePanel({ connectionId, group, shown, onGone }: SavePanelProps) {
  const { t } = useTranslation();
  const choice = useSaveChoice(group);
  const control = usePreparedResult(saveRequest(connectionId, group.groupId, choice));
  const { prepared, makeAgain } = control;
  useComparison(group.groupId, choice, prepared);
  const { isBusy, save } = useSave(control);
  const cannotRead = useDenial('get');
  const hasGone = isGone(prepared);
  const { name } = group;
  useEffect(() => {
    if (!hasGone) return;
    useStore.getState().notify({ tone: 'info', text: i18n.t('save.sizeVanished', { name }) });
    onGone();
  }, [hasGone, name, onGone]);

  const { variant } = choice;
  if (variant === null) return <p className={styles.nothing}>{t('save.nothingToSave')}</p>;
  return (
    <>
      <div className={styles.choices}>
        <SizeChoice
          group={group}
          shown={shown}
          variants={choice.variants}
          size={variant.size}
          onChoose={choice.chooseSize}
        />
        <FormatChoiceTiles stored={storedFormat(variant)} format={choice.format} onChoose={choice.chooseFormat} />
        <Quality choice={choice} mayBeClear={mayBeClear(group)} mayMove={mayMove(group)} />
        {choice.format === 'as-stored' ? null : (
          <MetadataField metadata={choice.metadata} onChoose={choice.chooseMetadata} />
        )}
      </div>
      {/* Beside the button, so that it is in sight in a low window, and stays in its place whatever is chosen. */}
      <footer className={styles.footer}>
        <ResultBox prepared={prepared} onRetry={makeAgain} />
        <Button
          variant="primary"
          icon={<Download />}
          className={styles.save}
          busy={isBusy}
          unavailable={cannotRead}
          disabled={prepared.kind === 'failed' && isUnreadable(prepared.error)}
          onClick={save}
        >
          {t('save.saveAs')}
        </Button>
      </footer>
    </>
  );
}

interface QualityProps {
  choice: SaveChoice;
  mayBeClear: boolean;
  mayMove: boolean;
}

/** The quality slider, where the format has a quality; and what the format does to transparency and animation. */
function Quality({ choice, mayBeClear, mayMove }: QualityProps) {
  const { t } = useTranslation();
  const { format, quality } = choice;
  if (format === 'as-stored') return null;
  const { quality: range, alpha, animation } = imageFormats[format];
  return (
    <>
      {range && quality !== null ? (
        <section className={styles.section}>
          <div className={styles.headline}>
            <h2 className={styles.heading}>{t('save.quality')}</h2>
            <span className={styles.value}>{quality}</span>
          </div>
          <Slider
            label={t('save.quality')}
            value={quality}
            min={range.min}
            max={range.max}
            onChange={choice.chooseQuality}
          />
        </section>
      ) : null}
      {alpha || !mayBeClear ? null : <p className={styles.note}>{t('save.flattens')}</p>}
      {animation || !mayMove ? null : <p className={styles.note}>{t('save.stops')}</p>}
    </>
  );
}

/** Whether the picture can have transparent parts: one that came as a JPEG has none. */
function mayBeClear(group: GroupDetails): boolean {
  const format = sourceFormat(group);
  return format === null || imageFormats[format].alpha;
}

/** Whether the picture can have several frames: nothing is said of one that nobody knows the source of. */
function mayMove(group: GroupDetails): boolean {
  const format = sourceFormat(group);
  return format !== null && imageFormats[format].animation;
}

/** What the picture was before it was stored in its sizes; null where nobody knows. */
function sourceFormat({ originalExtension, foreign, variants }: GroupDetails): FormatId | null {
  const key = foreign ? variants[0]?.key : undefined;
  return formatOfExtension(originalExtension ?? (key ? extensionOfKey(key) : ''));
}
