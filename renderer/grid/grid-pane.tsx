import { TriangleAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { errorText } from '../i18n/error-text.ts';
import { connectionIdOf } from '../store/connection-slice.ts';
import { useStore } from '../store/store.ts';
import { Button } from '../ui/button.tsx';
import styles from './grid-pane.module.css';
import { GridState } from './grid-state.tsx';
import { PictureGrid } from './picture-grid.tsx';
import { SelectionBar } from './selection-bar.tsx';

/** The pictures, or what there is to say instead. */
export function GridPane() {
  const connectionId = useStore(connectionIdOf);
  const view = useStore((state) => state.view);
  if (connectionId === null) return null;
  const hasPictures = view.kind === 'open' && view.summary.count > 0;
  return (
    <main className={styles.pane}>
      {hasPictures ? (
        <>
          <ListingBanner />
          <PictureGrid view={view} connectionId={connectionId} />
        </>
      ) : (
        <GridState />
      )}
      <SelectionBar />
    </main>
  );
}

/** Over pictures that are here: the listing broke off, more may be in the bucket. */
function ListingBanner() {
  const { t } = useTranslation();
  const listing = useStore((state) => state.listing);
  const refresh = useStore((state) => state.refresh);
  const isOffline = useStore((state) => state.network.state === 'offline');
  // The window says so already, and reads on by itself when the server is back.
  if (listing?.state !== 'failed' || isOffline) return null;
  return (
    <div className={styles.banner} role="alert">
      <TriangleAlert aria-hidden="true" />
      <p data-selectable>
        <strong>{t('grid.listingFailed')}</strong> {listing.error ? errorText(listing.error) : null}
      </p>
      <Button onClick={() => void refresh()}>{t('shell.retry')}</Button>
    </div>
  );
}
