import { Upload } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useStore } from '../store/store.ts';
import { albumLabel } from './album-choice.ts';
import styles from './drop-target.module.css';
import { useFileDrag } from './use-file-drag.ts';

/** Opens over everything else, an open dialog too. */
const openOnTop = (element: HTMLDivElement | null) => element?.showPopover();

/** Takes files dropped anywhere on the window, and says so while they are held over it. */
export function DropTarget() {
  const { t } = useTranslation();
  const dropFiles = useStore((state) => state.dropFiles);
  const isDragging = useFileDrag((files) => void dropFiles(files));
  const isOverGrid = useStore((state) => state.opened.kind === 'none');
  const album = useStore((state) => state.query.album);
  const albums = useStore((state) => state.albums);
  if (!isDragging) return null;
  return (
    <div ref={openOnTop} popover="manual" className={styles.target} data-over={isOverGrid ? 'grid' : 'viewer'}>
      <div className={styles.words} role="status">
        <Upload aria-hidden="true" />
        <strong>{t('upload.dropTitle')}</strong>
        <span>
          {album === null
            ? t('upload.dropAnywhere')
            : t('upload.dropInto', { album: albumLabel(album, albums?.albums ?? []) || t('upload.albumRoot') })}
        </span>
      </div>
    </div>
  );
}
