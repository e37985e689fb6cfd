import { CircleAlert, Trash2 } from 'lucide-react';
import { type CSSProperties, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { deletedUrl } from '../../shared/image-url.ts';
import { errorText } from '../i18n/error-text.ts';
import { useFormats } from '../i18n/format.ts';
import { connectionIdOf } from '../store/connection-slice.ts';
import { useStore } from '../store/store.ts';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { ProgressRing } from '../ui/progress-ring.tsx';
import styles from './deleted.module.css';
import { DeletedBar } from './deleted-bar.tsx';
import { DeletedTile } from './deleted-tile.tsx';

/** What was deleted from a bucket that keeps it: to be looked at, chosen from and brought back. */
export function DeletedPane() {
  const { t } = useTranslation();
  const connectionId = useStore(connectionIdOf);
  const bucket = useStore((state) => (state.connection.kind === 'open' ? state.connection.connection.bucket : ''));
  const { groups, selected } = useStore((state) => state.deleted);
  const tiles = { '--tile': `${useStore((state) => state.settings.cellSize)}px` } as CSSProperties;
  const toggle = useStore((state) => state.toggleDeleted);
  useDeletedKeys();
  if (connectionId === null) return null;
  return (
    <main className={styles.pane} aria-label={t('deleted.title')}>
      <header className={styles.head}>
        <h1>{t('deleted.title')}</h1>
        <p>{t('deleted.text', { bucket })}</p>
      </header>
      <div className={styles.scroll}>
        {groups.length > 0 ? (
          <ul className={styles.tiles} style={tiles} aria-label={t('deleted.title')}>
            {groups.map((group) => (
              <DeletedTile
                key={group.stem}
                group={group}
                src={deletedUrl(connectionId, group)}
                isSelected={selected.has(group.stem)}
                onToggle={toggle}
              />
            ))}
          </ul>
        ) : null}
        <ListEnd />
      </div>
      <DeletedBar />
    </main>
  );
}

/** Under what is read: that there is nothing, that it is being read, why it is not, or that there is more. */
function ListEnd() {
  const { t } = useTranslation();
  const formats = useFormats();
  const { groups, next, reading } = useStore((state) => state.deleted);
  const readMore = useStore((state) => state.readMoreDeleted);
  if (reading.kind === 'failed') {
    const again = <Button onClick={readMore}>{t('shell.retry')}</Button>;
    const text = errorText(reading.error);
    return <EmptyState tone="danger" icon={<CircleAlert />} title={t('deleted.failed')} text={text} action={again} />;
  }
  if (reading.kind === 'reading') {
    return (
      <div className={styles.end} role="status">
        <ProgressRing value={null} label={t('deleted.reading')} />
        <p>
          {groups.length === 0 ? t('deleted.reading') : t('deleted.found', { number: formats.number(groups.length) })}
        </p>
      </div>
    );
  }
  if (next !== null) {
    return (
      <div className={styles.end}>
        <Button onClick={readMore}>{t('deleted.more')}</Button>
      </div>
    );
  }
  if (groups.length > 0) return null;
  return <EmptyState icon={<Trash2 />} title={t('deleted.emptyTitle')} text={t('deleted.emptyText')} />;
}

/** Ctrl+A selects all that is read, Escape nothing. */
function useDeletedKeys(): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.defaultPrevented || document.querySelector('dialog[open]')) return;
      const { selectAllDeleted, clearDeletedSelection } = useStore.getState();
      const isAll = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'a';
      if (!isAll && event.key !== 'Escape') return;
      event.preventDefault();
      if (isAll) selectAllDeleted();
      else clearDeletedSelection();
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, []);
}
