import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { VariantSize } from '../../shared/object-key.ts';
import type { GroupDetails } from '../../shared/pictures.ts';
import { errorText } from '../i18n/error-text.ts';
import { usePreparedResult } from '../save/use-prepared-result.ts';
import { useStore } from '../store/store.ts';
import styles from './stage.module.css';
import { StageNotice } from './stage-notice.tsx';
import { StagePicture } from './stage-picture.tsx';
import { usePanning } from './use-panning.ts';
import { useSettledVariant } from './use-settled-variant.ts';
import type { StageGeometry } from './use-stage.ts';

interface StageProps {
  connectionId: string;
  group: GroupDetails;
  geometry: StageGeometry;
  /** Bytes could not be shown: they may be gone. */
  onBroken: () => void;
}

/** One picture, as large as its pane allows; rendered with the group as its key. */
export function Stage({ connectionId, group, geometry, onBroken }: StageProps) {
  const { t } = useTranslation();
  const { pane, frame, zoom, toggleZoom, widthNeeded, tellShown } = geometry;
  const variant = useSettledVariant({ connectionId, group, widthNeeded, onShown: tellShown, onBroken });
  const panning = usePanning(pane, zoom, frame, toggleZoom);
  if (variant.broken !== null) {
    return <BrokenStage connectionId={connectionId} group={group} size={variant.broken} onRetry={variant.retry} />;
  }
  return (
    <div
      className={styles.hold}
      data-zoom={toggleZoom ? zoom : 'fixed'}
      aria-busy={!variant.isSettled}
      style={{ width: frame.width, height: frame.height }}
      {...panning}
    >
      <StagePicture connectionId={connectionId} group={group} frame={frame} variant={variant} />
      {variant.isSettled ? null : (
        <span className={styles.hidden} role="status">
          {t('viewer.loading')}
        </span>
      )}
    </div>
  );
}

interface BrokenStageProps {
  connectionId: string;
  group: GroupDetails;
  size: VariantSize;
  onRetry: () => void;
}

/** Says why there is no picture. An image element does not tell, so its stored bytes are asked for as a save would. */
function BrokenStage({ connectionId, group, size, onRetry }: BrokenStageProps) {
  const { t } = useTranslation();
  const refreshes = useStore((state) => state.refreshes);
  const refreshesBefore = useRef(refreshes);
  const retry = useRef(onRetry);
  useEffect(() => {
    retry.current = onRetry;
  });
  // The bucket is read again, or its server is back: as the tiles of the grid, the picture is asked for again.
  useEffect(() => {
    if (refreshes !== refreshesBefore.current) retry.current();
  }, [refreshes]);
  const { prepared } = usePreparedResult({ connectionId, groupId: group.groupId, size, choice: { kind: 'as-stored' } });
  const text = prepared.kind === 'failed' ? errorText(prepared.error) : t('viewer.failedText');
  return <StageNotice tone="failed" title={t('viewer.failedTitle')} text={text} onRetry={onRetry} />;
}
