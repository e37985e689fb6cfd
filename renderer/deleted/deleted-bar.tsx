import { Undo2, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import bar from '../grid/selection-bar.module.css';
import { useFormats } from '../i18n/format.ts';
import { useDenial } from '../shell/use-denial.ts';
import { useStore } from '../store/store.ts';
import { Button, IconButton } from '../ui/button.tsx';

/** What can be done with the chosen deleted pictures; there only while some are chosen. */
export function DeletedBar() {
  const { t } = useTranslation();
  const formats = useFormats();
  const { groups, selected } = useStore((state) => state.deleted);
  const restore = useStore((state) => state.restoreSelected);
  const clear = useStore((state) => state.clearDeletedSelection);
  const cannotDelete = useDenial('delete');
  if (selected.size === 0) return null;
  const bytes = groups.reduce((sum, group) => sum + (selected.has(group.stem) ? group.bytes : 0), 0);
  return (
    <div className={bar.bar} role="toolbar" aria-label={t('grid.selectionBar')} data-bottom-bar>
      <p className={bar.count} aria-live="polite">
        <strong>{t('grid.selected', { count: selected.size, number: formats.number(selected.size) })}</strong>
        <span>{formats.bytes(bytes)}</span>
      </p>
      <Button variant="primary" icon={<Undo2 />} unavailable={cannotDelete} onClick={() => void restore()}>
        {t('deleted.restore')}
      </Button>
      <span className={bar.divider} />
      <IconButton label={t('grid.clearSelection')} shortcut="Esc" onClick={clear}>
        <X />
      </IconButton>
    </div>
  );
}
