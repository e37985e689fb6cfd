import { Folder, Images, LoaderCircle, Trash2, TriangleAlert } from 'lucide-react';
import { type ReactNode, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../i18n/format.ts';
import { JobsCorner } from '../jobs/jobs-corner.tsx';
import type { ViewQuery } from '../store/catalogue-slice.ts';
import { connectionIdOf } from '../store/connection-slice.ts';
import { useStore } from '../store/store.ts';
import { ConnectionHead } from './connection-head.tsx';
import styles from './sidebar.module.css';

const everything: Partial<ViewQuery> = { album: null, incompleteOnly: false };

/** The connection, the albums with their counts, and what is under way. */
export function Sidebar() {
  const { t } = useTranslation();
  const albums = useStore((state) => state.albums);
  const query = useStore((state) => state.query);
  const hasIncomplete = (albums?.incomplete ?? 0) > 0 || query.incompleteOnly;
  return (
    <aside className={styles.sidebar}>
      <ConnectionHead />
      <nav className={styles.nav} aria-label={t('shell.albums')}>
        <Place
          icon={<Images />}
          label={t('shell.allPictures')}
          count={albums?.groups ?? null}
          isCurrent={query.album === null && !query.incompleteOnly}
          query={everything}
        />
        {hasIncomplete ? (
          <Place
            icon={<TriangleAlert />}
            label={t('shell.incomplete')}
            count={albums?.incomplete ?? null}
            isCurrent={query.incompleteOnly}
            query={{ album: null, incompleteOnly: true }}
          />
        ) : null}
        <DeletedPlace />
        {albums && albums.albums.length > 0 ? <h2 className={styles.heading}>{t('shell.albums')}</h2> : null}
        {albums?.albums.map(({ album, label, groups }) => (
          <Place
            key={album}
            icon={<Folder />}
            label={label || t('shell.albumRoot')}
            count={groups}
            isCurrent={query.album === album}
            query={{ album, incompleteOnly: false }}
          />
        ))}
      </nav>
      <ListingLine />
      <JobsCorner />
    </aside>
  );
}

interface PlaceProps {
  icon: ReactNode;
  label: string;
  count: number | null;
  isCurrent: boolean;
  query: Partial<ViewQuery>;
}

function Place({ icon, label, count, isCurrent, query }: PlaceProps) {
  const formats = useFormats();
  const isShown = useStore((state) => state.pane === 'pictures');
  const { changeQuery, showPictures } = useStore.getState();
  const show = () => {
    showPictures();
    changeQuery(query);
  };
  return (
    <button
      type="button"
      className={styles.place}
      aria-current={isCurrent && isShown ? 'page' : undefined}
      onClick={show}
    >
      {icon}
      <span className={styles.label} title={label}>
        {label}
      </span>
      <span className={styles.count}>{count === null ? '' : formats.number(count)}</span>
    </button>
  );
}

/** Only where the bucket keeps what is deleted. It is asked once the bucket is read: nobody waits for it. */
function DeletedPlace() {
  const { t } = useTranslation();
  const connectionId = useStore(connectionIdOf);
  const isRead = useStore((state) => state.listing?.state === 'complete');
  const { askKept, showDeleted } = useStore.getState();
  const keepsDeleted = useStore((state) => state.keepsDeleted);
  const isShown = useStore((state) => state.pane === 'deleted');
  useEffect(() => {
    if (connectionId !== null && isRead) void askKept(connectionId);
  }, [connectionId, isRead, askKept]);
  if (keepsDeleted !== 'yes') return null;
  return (
    <button type="button" className={styles.place} aria-current={isShown ? 'page' : undefined} onClick={showDeleted}>
      <Trash2 />
      <span className={styles.label}>{t('deleted.title')}</span>
    </button>
  );
}

/** Says quietly that the bucket is still being read. */
function ListingLine() {
  const { t } = useTranslation();
  const formats = useFormats();
  const listing = useStore((state) => state.listing);
  if (listing?.state !== 'listing') return null;
  const { objects } = listing;
  return (
    <p className={styles.listing} role="status">
      <LoaderCircle aria-hidden="true" />
      {objects > 0 ? t('shell.listing', { objects: formats.number(objects) }) : t('shell.listingStarts')}
    </p>
  );
}
