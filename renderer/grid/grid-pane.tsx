import { TriangleAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { ListingStatus } from '../../shared/pictures.ts';
import { IncompleteBanner } from '../deleted/incomplete-banner.tsx';
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
          <IncompleteBanner />
          <PictureGrid view={view} connectionId={connectionId} />
        </>
      ) : (
        <GridState />
      )}
      <SelectionBar />
    </main>
  );
}

/** Over pictures that are here: the listing broke off, or did not begin, and they may be out of date. */
function ListingBanner() {
  const { t } = useTranslation();
  const listing = useStore((state) => state.listing);
  const refresh = useStore((state) => state.refresh);
  const isOffline = useStore((state) => state.network.state === 'offline');
  // The window says so already, and reads on by itself when the server is back.
  if (listing?.state !== 'failed' || isOffline) return null;
  const title = bannerTitle(listing);
  return (
    <div className={styles.banner} role="alert">
      <TriangleAlert aria-hidden="true" />
      <p data-selectable>
        <strong>{t(title)}</strong> {listing.error ? errorText(listing.error) : null}
        {title === 'grid.listingFailed' ? null : ` ${t('grid.shownFromBefore')}`}
      </p>
      <Button onClick={() => void refresh()}>{t('shell.retry')}</Button>
    </div>
  );
}

function bannerTitle({ error }: ListingStatus): 'grid.bucketGone' | 'grid.bucketClosed' | 'grid.listingFailed' {
  switch (error?.code) {
    case 'no-such-bucket':
      return 'grid.bucketGone';
    case 'access-denied':
    case 'wrong-keys':
      return 'grid.bucketClosed';
    default:
      return 'grid.listingFailed';
  }
}
