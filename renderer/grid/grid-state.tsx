import { CircleAlert, CircleCheck, CloudOff, FolderOpen, Images, Lock, SearchX } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { AppError } from '../../shared/app-error.ts';
import { errorText } from '../i18n/error-text.ts';
import { useFormats } from '../i18n/format.ts';
import { UploadButton } from '../shell/upload-button.tsx';
import { useDenial } from '../shell/use-denial.ts';
import { useStore } from '../store/store.ts';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { ProgressRing } from '../ui/progress-ring.tsx';
import styles from './grid-pane.module.css';

/** What the pane shows while there is no picture to show, and what to do about it. */
export function GridState() {
  const { t } = useTranslation();
  const view = useStore((state) => state.view);
  const listing = useStore((state) => state.listing);
  const isDemo = useStore((state) => state.connection.kind === 'open' && state.connection.connection.kind === 'demo');
  const hasHeldPictures = useStore((state) => state.hasHeldPictures);
  const reopenView = useStore((state) => state.reopenView);
  const refresh = useStore((state) => state.refresh);
  if (view.kind === 'failed') return <Failure error={view.error} onRetry={reopenView} />;
  if (view.kind === 'none') return <Reading objects={0} />;

  const { search, album, incompleteOnly } = view.query;
  if (search !== '') return <NoResult search={search} isPart={album !== null || incompleteOnly} />;
  if (listing?.state === 'failed' && listing.error) {
    if (listing.error.code === 'access-denied')
      return <ListDenied error={listing.error} onRetry={() => void refresh()} />;
    return <Failure error={listing.error} onRetry={() => void refresh()} />;
  }
  if (listing === null || listing.state === 'listing') return <Reading objects={listing?.objects ?? 0} />;
  if (incompleteOnly) {
    return (
      <EmptyState
        icon={<CircleCheck />}
        title={t('grid.nothingIncompleteTitle')}
        text={t('grid.nothingIncompleteText')}
      />
    );
  }
  if (album !== null) {
    return <EmptyState icon={<FolderOpen />} title={t('grid.albumEmptyTitle')} text={t('grid.albumEmptyText')} />;
  }
  // The demo draws its pictures once: where some were and none is, they were deleted.
  const isPainting = isDemo && !hasHeldPictures;
  return (
    <EmptyState
      icon={<Images />}
      title={t(isPainting ? 'grid.demoTitle' : 'grid.emptyTitle')}
      text={t(isPainting ? 'grid.demoText' : 'grid.emptyText')}
      action={<UploadButton align="center" />}
    />
  );
}

function Reading({ objects }: { objects: number }) {
  const { t } = useTranslation();
  const formats = useFormats();
  return (
    <div className={styles.quiet} role="status">
      <ProgressRing value={null} label={t('grid.listingTitle')} />
      <p>{objects > 0 ? t('shell.listing', { objects: formats.number(objects) }) : t('grid.listingTitle')}</p>
    </div>
  );
}

/** Where only a part of the bucket was searched, what is looked for may well be in the rest. */
function NoResult({ search, isPart }: { search: string; isPart: boolean }) {
  const { t } = useTranslation();
  const changeQuery = useStore((state) => state.changeQuery);
  const searchAll = () => changeQuery({ album: null, incompleteOnly: false });
  return (
    <EmptyState
      icon={<SearchX />}
      title={t('grid.noResultTitle', { search })}
      text={t(isPart ? 'grid.noResultPart' : 'grid.noResultText')}
      action={
        isPart ? (
          <Button onClick={searchAll}>{t('grid.noResultSearchAll')}</Button>
        ) : (
          <Button onClick={() => changeQuery({ search: '' })}>{t('grid.noResultAction')}</Button>
        )
      }
    />
  );
}

function Failure({ error, onRetry }: { error: AppError; onRetry: () => void }) {
  const { t } = useTranslation();
  const { icon, title } = failureFace(error);
  return (
    <EmptyState
      tone="danger"
      icon={icon}
      title={t(title)}
      text={errorText(error)}
      action={<Button onClick={onRetry}>{t('shell.retry')}</Button>}
    />
  );
}

/** The keys may not list the bucket, and everything else still works: what, and how. */
function ListDenied({ error, onRetry }: { error: AppError; onRetry: () => void }) {
  const { t } = useTranslation();
  const canUpload = useDenial('put') === null;
  return (
    <EmptyState
      tone="danger"
      icon={<Lock />}
      title={t('grid.deniedTitle')}
      text={`${errorText(error)} ${t(canUpload ? 'grid.deniedStillUpload' : 'grid.deniedStill')}`}
      action={<Button onClick={onRetry}>{t('shell.retry')}</Button>}
    />
  );
}

interface FailureFace {
  icon: ReactNode;
  title: 'grid.deniedTitle' | 'grid.offlineTitle' | 'grid.failedTitle';
}

function failureFace(error: AppError): FailureFace {
  switch (error.code) {
    case 'access-denied':
    case 'wrong-keys':
    case 'credentials-expired':
      return { icon: <Lock />, title: 'grid.deniedTitle' };
    case 'unreachable':
    case 'timed-out':
    case 'not-s3':
      return { icon: <CloudOff />, title: 'grid.offlineTitle' };
    default:
      return { icon: <CircleAlert />, title: 'grid.failedTitle' };
  }
}
