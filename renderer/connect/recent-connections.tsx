import { Archive, LoaderCircle, X } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SavedConnection } from '../../shared/contract.ts';
import type { OpenRequest } from '../store/connection-slice.ts';
import { useStore } from '../store/store.ts';
import { IconButton } from '../ui/button.tsx';
import styles from './connect-screen.module.css';
import { connectionName, connectionPlace } from './connection-name.ts';
import { ForgetQuestion } from './forget-question.tsx';
import type { SavedConnections } from './use-saved-connections.ts';

/** More than these make the first screen a list. */
const SHOWN = 3;

interface RecentConnectionsProps {
  connections: SavedConnections;
  /** What is being opened now. */
  opening: OpenRequest | null;
}

/** Connections that were opened before; one press opens them again. */
export function RecentConnections({ connections, opening }: RecentConnectionsProps) {
  const { t } = useTranslation();
  const openConnection = useStore((state) => state.openConnection);
  const { saved, forget } = connections;
  const [forgetting, setForgetting] = useState<SavedConnection | null>(null);
  if (saved.length === 0) return null;
  return (
    <>
      <section className={styles.recent} aria-label={t('connect.recent')}>
        <h2>{t('connect.recent')}</h2>
        <ul>
          {saved.slice(0, SHOWN).map((connection) => {
            const { savedId } = connection;
            const isOpening = opening?.kind === 'saved' && opening.savedId === savedId;
            return (
              <li key={savedId}>
                <button
                  type="button"
                  className={styles.saved}
                  disabled={isOpening}
                  onClick={() => void openConnection({ kind: 'saved', savedId })}
                >
                  {isOpening ? <LoaderCircle className={styles.turning} /> : <Archive />}
                  <span className={styles.savedName}>{connectionName(connection)}</span>
                  <span className={styles.savedWhere}>{connectionPlace(connection)}</span>
                </button>
                <IconButton label={t('connect.forget')} onClick={() => setForgetting(connection)}>
                  <X />
                </IconButton>
              </li>
            );
          })}
        </ul>
      </section>
      {forgetting === null ? null : (
        <ForgetQuestion
          title={t('connect.forgetTitle', { name: connectionName(forgetting) })}
          text={t('connect.forgetText')}
          confirm={t('connect.forgetConfirm')}
          onClose={() => setForgetting(null)}
          onForget={() => void forget(forgetting.savedId, 'remove')}
        />
      )}
    </>
  );
}
