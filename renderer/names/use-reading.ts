import { useTranslation } from 'react-i18next';
import { isEnded } from '../../shared/job.ts';
import { offlineText } from '../shell/offline-text.ts';
import { useDenial } from '../shell/use-denial.ts';
import { useStore } from '../store/store.ts';

/** Whether names of the open bucket are being read now. */
export function useIsReading(): boolean {
  return useStore(({ jobs, connection }) => {
    if (connection.kind !== 'open') return false;
    const { connectionId } = connection.connection;
    return jobs.some((job) => job.kind === 'read-names' && job.connectionId === connectionId && !isEnded(job.state));
  });
}

/** The sentence that says why names cannot be read from the objects now; null where they can. */
export function useReadingObstacle(): string | null {
  const { t } = useTranslation();
  const isDemo = useStore(({ connection }) => connection.kind === 'open' && connection.connection.kind === 'demo');
  const network = useStore((state) => state.network);
  const denial = useDenial('get');
  if (isDemo) return t('names.notInDemo');
  return network.state === 'offline' ? offlineText(t, network.error) : denial;
}
