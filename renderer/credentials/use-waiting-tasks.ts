import { useTranslation } from 'react-i18next';
import type { CredentialTrouble } from '../../shared/connection.ts';
import { isEnded } from '../../shared/job.ts';
import { useFormats } from '../i18n/format.ts';
import { currentOf } from '../store/connection-slice.ts';
import { isSameSource } from '../store/known-troubles.ts';
import { useStore } from '../store/store.ts';

/** How many tasks wait for this source's keys, in words; null for none. */
export function useWaitingTasks({ source }: CredentialTrouble): string | null {
  const { t } = useTranslation();
  const formats = useFormats();
  const count = useStore(({ jobs, connection }) => {
    const current = currentOf(connection);
    if (current === null || current.source === null || !isSameSource(source, current.source)) return 0;
    return jobs.filter((job) => job.connectionId === current.connectionId && !isEnded(job.state)).length;
  });
  return count === 0 ? null : t('credentials.tasksWait', { count, number: formats.number(count) });
}
