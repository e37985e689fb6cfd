import { Download, Link, Trash2, X } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { invoke } from '../api.ts';
import { useFormats } from '../i18n/format.ts';
import { useDenial } from '../shell/use-denial.ts';
import { connectionIdOf } from '../store/connection-slice.ts';
import { useStore } from '../store/store.ts';
import { Button, IconButton } from '../ui/button.tsx';
import styles from './selection-bar.module.css';

/** What can be done with the selected pictures; there only while some are selected. */
export function SelectionBar() {
  const { t } = useTranslation();
  const formats = useFormats();
  const ids = useStore((state) => state.selection.ids);
  const clearSelection = useStore((state) => state.clearSelection);
  const askDelete = useStore((state) => state.askDelete);
  const askCopyLink = useStore((state) => state.askCopyLink);
  const bytes = useSelectedBytes(ids);
  const cannotRead = useDenial('get');
  const cannotDelete = useDenial('delete');
  const [only] = ids.size === 1 ? ids : [];
  if (ids.size === 0) return null;
  return (
    <div className={styles.bar} role="toolbar" aria-label={t('grid.selectionBar')} data-bottom-bar>
      <p className={styles.count} aria-live="polite">
        <strong>{t('grid.selected', { count: ids.size, number: formats.number(ids.size) })}</strong>
        <span>{bytes === null ? '' : formats.bytes(bytes)}</span>
      </p>
      {only === undefined ? null : (
        <>
          <Button variant="primary" icon={<Download />} unavailable={cannotRead} onClick={() => void openToSave(only)}>
            {t('grid.save')}
          </Button>
          <Button variant="ghost" icon={<Link />} onClick={() => askCopyLink(only, null)}>
            {t('links.action')}
          </Button>
        </>
      )}
      <Button variant="ghost" icon={<Trash2 />} unavailable={cannotDelete} onClick={() => askDelete([...ids])}>
        {t('grid.delete')}
      </Button>
      <span className={styles.divider} />
      <IconButton label={t('grid.clearSelection')} shortcut="Esc" onClick={clearSelection}>
        <X />
      </IconButton>
    </div>
  );
}

/** Bytes of the selected groups with all their variants; null until main has counted. */
function useSelectedBytes(ids: ReadonlySet<number>): number | null {
  const connectionId = useStore(connectionIdOf);
  const [bytes, setBytes] = useState<number | null>(null);
  useEffect(() => {
    if (connectionId === null || ids.size === 0) return;
    let isLatest = true;
    void invoke('catalogue/measure', { connectionId, groupIds: Uint32Array.from(ids) }).then((answer) => {
      if (isLatest) setBytes(answer.ok ? answer.value.bytes : null);
    });
    return () => {
      isLatest = false;
    };
  }, [connectionId, ids]);
  return bytes;
}

/** Opens the one selected picture with its save panel. */
async function openToSave(groupId: number): Promise<void> {
  const { view, openViewer, showViewerTab, clearSelection } = useStore.getState();
  if (view.kind !== 'open') return;
  const answer = await invoke('catalogue/index-of', { viewId: view.summary.viewId, groupId });
  clearSelection();
  showViewerTab('save');
  openViewer(answer.ok ? answer.value : -1, groupId);
}
