import { ArrowLeft, Play } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { ConnectionSummary, SavedConnection } from '../../shared/contract.ts';
import { errorText } from '../i18n/error-text.ts';
import { useStore } from '../store/store.ts';
import { Button } from '../ui/button.tsx';
import { ConnectForm } from './connect-form.tsx';
import styles from './connect-screen.module.css';
import { OpeningBar } from './opening-bar.tsx';
import { RecentConnections } from './recent-connections.tsx';
import { SheetMark } from './sheet-mark.tsx';
import { useSavedConnections } from './use-saved-connections.ts';

/** The first screen: a demo without an account, what was opened before, or keys and a bucket. */
export function ConnectScreen() {
  const { t } = useTranslation();
  const connection = useStore((state) => state.connection);
  const openConnection = useStore((state) => state.openConnection);
  const keepConnection = useStore((state) => state.keepConnection);
  const savedConnections = useSavedConnections();
  if (connection.kind !== 'choosing' && connection.kind !== 'opening') return null;
  const { current } = connection;
  const opening = connection.kind === 'opening' ? connection.request : null;
  const error = connection.kind === 'choosing' ? connection.error : null;
  const failed = connection.kind === 'choosing' ? connection.failed : null;
  // What was remembered but cannot be opened can be mended in the form.
  const toMend =
    failed?.kind === 'saved'
      ? (savedConnections.saved.find(({ savedId }) => savedId === failed.savedId) ?? null)
      : null;
  const failedForm = failed?.kind === 'bucket' || toMend !== null;
  return (
    <main className={styles.screen}>
      {current ? (
        <Button className={styles.back ?? ''} variant="ghost" icon={<ArrowLeft />} onClick={keepConnection}>
          {t('connect.back', { bucket: current.bucket })}
        </Button>
      ) : null}
      <div className={styles.column}>
        <header className={styles.header}>
          <SheetMark />
          <h1>{t('shell.appName')}</h1>
          <p>{t('connect.lead')}</p>
        </header>
        <Button
          className={styles.demo ?? ''}
          variant="primary"
          size="l"
          icon={<Play />}
          busy={opening?.kind === 'demo'}
          onClick={() => void openConnection({ kind: 'demo' })}
        >
          {t('connect.tryDemo')}
        </Button>
        {error && !failedForm ? (
          <p className={styles.error} role="alert" data-selectable>
            {errorText(error)}
          </p>
        ) : null}
        <RecentConnections connections={savedConnections} opening={opening} />
        <p className={styles.or}>{t('connect.or')}</p>
        <ConnectForm
          opening={opening}
          error={failedForm ? error : null}
          toMend={toMend}
          current={savedAs(current, savedConnections.saved)}
          onMended={(savedId) => void savedConnections.forget(savedId, 'keep')}
        />
      </div>
      {opening ? <OpeningBar request={opening} saved={savedConnections.saved} /> : null}
    </main>
  );
}

/** How an open bucket is remembered; null for the demo, which is not. */
const savedAs = (current: ConnectionSummary | null, saved: readonly SavedConnection[]): SavedConnection | null =>
  current?.kind === 'bucket'
    ? (saved.find(({ bucket, prefix }) => bucket === current.bucket && prefix === current.prefix) ?? null)
    : null;
