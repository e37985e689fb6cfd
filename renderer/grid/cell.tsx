import { CloudUpload, FileImage, ImageOff, TriangleAlert } from 'lucide-react';
import { memo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { thumbnailUrl } from '../../shared/image-url.ts';
import type { GroupRow } from '../../shared/pictures.ts';
import { errorText } from '../i18n/error-text.ts';
import styles from './cell.module.css';
import { Placeholder } from './placeholder.tsx';
import { markSeen, wasSeen } from './seen-pictures.ts';
import { useRefusal } from './use-refusal.ts';

export interface CellProps {
  index: number;
  row: GroupRow | undefined;
  /** What is said of it beside its name, e.g. that it is incomplete. */
  note: string | null;
  connectionId: string;
  left: number;
  width: number;
  isSelected: boolean;
  /** The keyboard stands here. */
  isActive: boolean;
  /** Pictures rush past: one that is not here yet is not asked for. */
  isFlinging: boolean;
  /** Grows when the bucket is read again. */
  refreshes: number;
}

export const cellId = (index: number): string => `cell-${index}`;

/**
 * One picture of the grid, in two elements: a window of a million pictures is as fast as its cells are few and small. The
 * name and the check mark are drawn by the style sheet, and where the check mark was pressed is arithmetic.
 */
export const Cell = memo(function Cell({ index, row, note, connectionId, left, width, ...is }: CellProps) {
  const src = row && thumbnailUrl(connectionId, row);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a table cell cannot be placed by arithmetic
    // biome-ignore lint/a11y/useFocusableInteractive: the grid holds the focus and names this cell its active descendant
    <div
      id={cellId(index)}
      role="gridcell"
      aria-label={row && (note === null ? row.name : `${row.name} (${note})`)}
      aria-selected={is.isSelected}
      className={styles.cell}
      data-active={is.isActive || undefined}
      style={{ left, width }}
    >
      {row && src !== undefined ? (
        <Picture
          key={src}
          row={row}
          src={src}
          connectionId={connectionId}
          isFlinging={is.isFlinging}
          refreshes={is.refreshes}
        />
      ) : null}
    </div>
  );
});

interface PictureProps {
  row: GroupRow;
  src: string;
  connectionId: string;
  isFlinging: boolean;
  refreshes: number;
}

type Loading = { kind: 'waiting' } | { kind: 'asked' } | { kind: 'arrived' } | { kind: 'failed'; refreshes: number };

/** One element, and its placeholder where that is known and the picture is not here; no picture while it is not asked for. */
function Picture({ row, src, connectionId, isFlinging, refreshes }: PictureProps) {
  const [placeholder] = useState(() => (wasSeen(src) ? null : row.placeholder));
  const [loading, setLoading] = useState<Loading>({ kind: isFlinging && !wasSeen(src) ? 'waiting' : 'asked' });
  // A picture once asked for stays; one that failed is asked for when the bucket is read again.
  const isOutdated = loading.kind === 'waiting' || (loading.kind === 'failed' && loading.refreshes !== refreshes);
  if (!isFlinging && isOutdated) setLoading({ kind: 'asked' });
  if (loading.kind === 'failed') return <Failed row={row} connectionId={connectionId} />;
  return (
    <>
      {loading.kind !== 'waiting' && (
        <img
          ref={giveUpWithCell}
          className={styles.image}
          src={src}
          alt=""
          draggable={false}
          decoding={wasSeen(src) ? 'sync' : 'async'}
          data-loaded={wasSeen(src) ? '' : undefined}
          data-under={placeholder === null ? undefined : ''}
          onLoad={(event) => {
            event.currentTarget.dataset.loaded = '';
            markSeen(src);
            if (placeholder !== null) setLoading({ kind: 'arrived' });
          }}
          onError={() => setLoading({ kind: 'failed', refreshes })}
        />
      )}
      {placeholder !== null && <Placeholder hash={placeholder} isLeaving={loading.kind === 'arrived'} />}
    </>
  );
}

/**
 * An image that only leaves the document is still fetched to its end; one without an address is given up. Not before another
 * cell has asked for the same picture, which then goes on being fetched: new pictures above move all others along.
 */
function giveUpWithCell(image: HTMLImageElement): () => void {
  return () => {
    setTimeout(() => {
      if (!image.complete) image.removeAttribute('src');
    });
  };
}

function Failed({ row, connectionId }: { row: GroupRow; connectionId: string }) {
  const { t } = useTranslation();
  const refusal = useRefusal(connectionId, row);
  if (refusal?.code === 'image-too-large') {
    return (
      <span className={styles.failed}>
        <FileImage aria-hidden="true" />
        {t('grid.tooLarge')}
      </span>
    );
  }
  const reason = refusal === null ? '' : `: ${errorText(refusal)}`;
  return (
    <span className={styles.failed} title={t('grid.noPreview') + reason}>
      <FailedIcon state={row.state} />
    </span>
  );
}

function FailedIcon({ state }: { state: GroupRow['state'] }) {
  if (state === 'arriving') return <CloudUpload aria-hidden="true" />;
  return state === 'incomplete' ? <TriangleAlert aria-hidden="true" /> : <ImageOff aria-hidden="true" />;
}
