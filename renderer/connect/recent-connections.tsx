import { Archive, LoaderCircle, X } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SavedConnection } from '../../shared/contract.ts';
import { invoke } from '../api.ts';
import type { OpenRequest } from '../store/connection-slice.ts';
import { useStore } from '../store/store.ts';
import { IconButton } from '../ui/button.tsx';
import styles from './connect-screen.module.css';

/** More than these make the first screen a list. */
const SHOWN = 3;

/** Connections that were opened before; one press opens them again. */
export function RecentConnections({ opening }: { opening: OpenRequest | null }) {
  const { t } = useTranslation();
  const openConnection = useStore((state) => state.openConnection);
  const { saved, forget } = useSavedConnections();
  if (saved.length === 0) return null;
  return (
    <section className={styles.recent} aria-label={t('connect.recent')}>
      <h2>{t('connect.recent')}</h2>
      <ul>
        {saved.slice(0, SHOWN).map((connection) => {
          const { savedId, bucket, prefix } = connection;
          const isOpening = opening?.kind === 'saved' && opening.savedId === savedId;
          return (
            <li key={savedId}>
              <button
                type="button"
                className={styles.saved}
                disabled={opening !== null}
                onClick={() => void openConnection({ kind: 'saved', savedId })}
              >
                {isOpening ? <LoaderCircle className={styles.turning} /> : <Archive />}
                <span className={styles.savedName}>{prefix ? `${bucket}/${prefix}` : bucket}</span>
                <span className={styles.savedWhere}>{whereabouts(connection)}</span>
              </button>
              <IconButton label={t('connect.forget')} onClick={() => void forget(savedId)}>
                <X />
              </IconButton>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

const whereabouts = ({ profile, region, endpoint }: SavedConnection): string =>
  [endpoint && URL.canParse(endpoint) ? new URL(endpoint).host : region, profile].filter(Boolean).join(' · ');

function useSavedConnections() {
  const [saved, setSaved] = useState<readonly SavedConnection[]>([]);
  useEffect(() => {
    void invoke('connections/saved', undefined).then((answer) => {
      if (answer.ok) setSaved(answer.value);
      else useStore.getState().notifyError(answer.error);
    });
  }, []);
  const forget = async (savedId: string) => {
    const answer = await invoke('connections/forget', { savedId });
    if (answer.ok) setSaved((shown) => shown.filter((connection) => connection.savedId !== savedId));
    else useStore.getState().notifyError(answer.error);
  };
  return { saved, forget };
}
