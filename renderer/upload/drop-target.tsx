import { Ban, Upload } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useDenial } from '../shell/use-denial.ts';
import { useStore } from '../store/store.ts';
import { albumLabel } from './album-choice.ts';
import styles from './drop-target.module.css';
import { useFileDrag } from './use-file-drag.ts';

/** Opens over everything else, an open dialog too. */
const openOnTop = (element: HTMLDivElement | null) => element?.showPopover();

/** Takes files dropped anywhere on the window, and says so while they are held over it; or why nothing can be uploaded. */
export function DropTarget() {
  const { t } = useTranslation();
  const dropFiles = useStore((state) => state.dropFiles);
  const denial = useDenial('put');
  const isDragging = useFileDrag((files) => {
    if (denial === null) void dropFiles(files);
    else useStore.getState().notify({ tone: 'info', text: denial });
  });
  const isOverGrid = useStore((state) => state.opened.kind === 'none');
  const album = useStore((state) => state.query.album);
  const albums = useStore((state) => state.albums);
  if (!isDragging) return null;
  const where =
    album === null
      ? t('upload.dropAnywhere')
      : t('upload.dropInto', { album: albumLabel(album, albums?.albums ?? []) || t('upload.albumRoot') });
  return (
    <div
      ref={openOnTop}
      popover="manual"
      className={styles.target}
      data-over={isOverGrid ? 'grid' : 'viewer'}
      data-denied={denial === null ? undefined : ''}
    >
      <div className={styles.words} role="status">
        {denial === null ? <Upload aria-hidden="true" /> : <Ban aria-hidden="true" />}
        <strong>{t(denial === null ? 'upload.dropTitle' : 'upload.dropDenied')}</strong>
        <span>{denial ?? where}</span>
      </div>
    </div>
  );
}
