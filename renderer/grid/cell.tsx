import { Check, CloudUpload, ImageOff, TriangleAlert } from 'lucide-react';
import { memo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { thumbnailUrl } from '../../shared/contract.ts';
import type { GroupRow } from '../../shared/pictures.ts';
import { useStore } from '../store/store.ts';
import styles from './cell.module.css';
import { markSeen, wasSeen } from './seen-pictures.ts';

export interface CellProps {
  index: number;
  row: GroupRow | undefined;
  connectionId: string;
  left: number;
  width: number;
  isSelected: boolean;
  /** The keyboard stands here. */
  isActive: boolean;
  /** Pictures rush past: one that is not here yet is not asked for. */
  isFlinging: boolean;
}

export const cellId = (index: number): string => `cell-${index}`;

/** One picture of the grid: a placeholder until it is here, a plain tile when it cannot be shown. */
export const Cell = memo(function Cell({ index, row, connectionId, left, width, ...is }: CellProps) {
  const { t } = useTranslation();
  const label = row ? cellLabel(row.name, row.state === 'complete' ? null : t(`grid.${row.state}`)) : undefined;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a table cell cannot be placed by arithmetic
    // biome-ignore lint/a11y/useFocusableInteractive: the grid holds the focus and names this cell its active descendant
    <div
      id={cellId(index)}
      role="gridcell"
      aria-label={label}
      aria-selected={is.isSelected}
      className={styles.cell}
      data-active={is.isActive || undefined}
      style={{ left, width }}
    >
      {row ? (
        <>
          <div className={styles.picture}>
            <Picture row={row} src={thumbnailUrl(connectionId, row)} isFlinging={is.isFlinging} />
            <span className={styles.name}>{row.name}</span>
          </div>
          <button
            type="button"
            tabIndex={-1}
            className={styles.check}
            aria-label={`${t('grid.select')}: ${row.name}`}
            aria-pressed={is.isSelected}
            data-check
          >
            <Check aria-hidden="true" />
          </button>
        </>
      ) : (
        <div className={styles.picture} />
      )}
    </div>
  );
});

const cellLabel = (name: string, state: string | null): string => (state === null ? name : `${name} (${state})`);

interface PictureProps {
  row: GroupRow;
  src: string;
  isFlinging: boolean;
}

type Loading =
  | { kind: 'waiting' }
  | { kind: 'asked'; src: string }
  | { kind: 'failed'; src: string; refreshes: number };

function Picture({ row, src, isFlinging }: PictureProps) {
  const { t } = useTranslation();
  const refreshes = useStore((state) => state.refreshes);
  const [loading, setLoading] = useState<Loading>(isFlinging ? { kind: 'waiting' } : { kind: 'asked', src });
  // A picture once asked for stays; a new version of it is asked for, and one that failed when the bucket is read again.
  const isOutdated =
    loading.kind === 'waiting' || loading.src !== src || (loading.kind === 'failed' && loading.refreshes !== refreshes);
  if (!isFlinging && isOutdated) setLoading({ kind: 'asked', src });
  if (loading.kind === 'waiting') return null;
  if (loading.kind === 'failed') {
    return (
      <span className={styles.failed} title={t('grid.noPreview')}>
        <FailedIcon state={row.state} />
      </span>
    );
  }
  return (
    <img
      className={styles.image}
      src={loading.src}
      alt=""
      draggable={false}
      decoding={wasSeen(loading.src) ? 'sync' : 'async'}
      data-loaded={wasSeen(loading.src) ? '' : undefined}
      onLoad={(event) => {
        event.currentTarget.dataset.loaded = '';
        markSeen(loading.src);
      }}
      onError={() => setLoading({ kind: 'failed', src: loading.src, refreshes })}
    />
  );
}

function FailedIcon({ state }: { state: GroupRow['state'] }) {
  if (state === 'arriving') return <CloudUpload aria-hidden="true" />;
  return state === 'incomplete' ? <TriangleAlert aria-hidden="true" /> : <ImageOff aria-hidden="true" />;
}
