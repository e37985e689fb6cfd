import { Download, Link, Trash2, Wrench, X } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { invoke } from '../api.ts';
import { repair } from '../deleted/repair.ts';
import { useFormats } from '../i18n/format.ts';
import { useDenial } from '../shell/use-denial.ts';
import { connectionIdOf } from '../store/connection-slice.ts';
import type { IdSet } from '../store/id-set.ts';
import { useStore } from '../store/store.ts';
import { Button, IconButton } from '../ui/button.tsx';
import styles from './selection-bar.module.css';

/** What can be done with the selected pictures; there only while some are selected. */
export function SelectionBar() {
  const { t } = useTranslation();
  const formats = useFormats();
  const ids = useStore((state) => state.selection.ids);
  const clearSelection = useStore((state) => state.clearSelection);
  const askSaveGroups = useStore((state) => state.askSaveGroups);
  const askDelete = useStore((state) => state.askDelete);
  const askCopyLink = useStore((state) => state.askCopyLink);
  const bytes = useSelectedBytes(ids);
  const cannotRead = useDenial('get');
  const cannotDelete = useDenial('delete');
  const cannotPut = useDenial('put');
  const areIncomplete = useStore((state) => state.view.kind === 'open' && state.view.query.incompleteOnly);
  const only = ids.only();
  if (ids.size === 0) return null;
  return (
    <div className={styles.bar} role="toolbar" aria-label={t('grid.selectionBar')} data-bottom-bar>
      <p className={styles.count} aria-live="polite">
        <strong>{t('grid.selected', { count: ids.size, number: formats.number(ids.size) })}</strong>
        <span>{bytes === null ? '' : formats.bytes(bytes)}</span>
      </p>
      {only === undefined ? (
        <Button
          variant="primary"
          icon={<Download />}
          unavailable={cannotRead}
          onClick={() => askSaveGroups(ids.toUint32Array())}
        >
          {t('batch.saveMany', { count: ids.size, number: formats.number(ids.size) })}
        </Button>
      ) : (
        <>
          <Button variant="primary" icon={<Download />} unavailable={cannotRead} onClick={() => void openToSave(only)}>
            {t('grid.save')}
          </Button>
          <Button variant="ghost" icon={<Link />} onClick={() => askCopyLink(only, null)}>
            {t('links.action')}
          </Button>
        </>
      )}
      {areIncomplete ? (
        <Button
          variant="ghost"
          icon={<Wrench />}
          unavailable={cannotPut}
          onClick={() => void repair(ids.toUint32Array())}
        >
          {t('repair.action')}
        </Button>
      ) : null}
      <Button
        variant="ghost"
        icon={<Trash2 />}
        unavailable={cannotDelete}
        onClick={() => askDelete(ids.toUint32Array())}
      >
        {t('grid.delete')}
      </Button>
      <span className={styles.divider} />
      <IconButton label={t('grid.clearSelection')} shortcut="Esc" onClick={clearSelection}>
        <X />
      </IconButton>
    </div>
  );
}

/** A selection that still grows is not measured: each measure of a million groups is work for main. */
const MEASURE_AFTER_MS = 120;
/** So many groups are measured at a time, in between main does other things. */
const MEASURED_AT_ONCE = 50_000;

/** Bytes of the selected groups with all their variants; null until main has counted. */
function useSelectedBytes(ids: IdSet): number | null {
  const connectionId = useStore(connectionIdOf);
  const [bytes, setBytes] = useState<number | null>(null);
  useEffect(() => {
    if (connectionId === null || ids.size === 0) return;
    let isLatest = true;
    const timer = setTimeout(async () => {
      const measured = await measure(connectionId, ids.toUint32Array(), () => isLatest);
      if (isLatest) setBytes(measured);
    }, MEASURE_AFTER_MS);
    return () => {
      isLatest = false;
      clearTimeout(timer);
    };
  }, [connectionId, ids]);
  return bytes;
}

async function measure(connectionId: string, ids: Uint32Array, isWanted: () => boolean): Promise<number | null> {
  let bytes = 0;
  for (let from = 0; from < ids.length && isWanted(); from += MEASURED_AT_ONCE) {
    const groupIds = ids.slice(from, from + MEASURED_AT_ONCE);
    const answer = await invoke('catalogue/measure', { connectionId, groupIds });
    if (!answer.ok) return null;
    bytes += answer.value.bytes;
  }
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
