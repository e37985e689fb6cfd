import type { TFunction } from 'i18next';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { BARE_IN_A_ROW } from '../../shared/job.ts';
import { invoke } from '../api.ts';
import { type Formats, useFormats } from '../i18n/format.ts';
import { connectionIdOf } from '../store/connection-slice.ts';
import { useStore } from '../store/store.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import styles from './names.module.css';
import { useIsReading, useReadingObstacle } from './use-reading.ts';

/** What reading comes to: still counted, or so many requests. */
type Cost = { kind: 'counting' } | { kind: 'known'; requests: number };

/** Says what it costs to ask the objects for names, before any is asked. */
export function ReadNamesQuestion() {
  const { t } = useTranslation();
  const formats = useFormats();
  const connectionId = useStore(connectionIdOf);
  const nameless = useStore((state) => state.albums?.nameless ?? 0);
  const close = useStore((state) => state.closeQuestion);
  const isReading = useIsReading();
  const obstacle = useReadingObstacle();
  const cost = useCost(connectionId);
  const canRead = cost.kind === 'known' && cost.requests > 0 && !isReading;
  const isQuestion = canRead || cost.kind === 'counting';
  return (
    <Dialog
      title={isQuestion ? t('names.readTitle') : t('names.readTitleNone')}
      onClose={close}
      footer={
        isQuestion ? (
          <>
            <Button onClick={close}>{t('shell.cancel')}</Button>
            <Button
              variant="primary"
              disabled={!canRead}
              unavailable={obstacle}
              onClick={() => void startReading(connectionId)}
            >
              {t('names.readNow')}
            </Button>
          </>
        ) : (
          <Button onClick={close}>{t('shell.close')}</Button>
        )
      }
    >
      <div className={styles.question}>
        <p>{isReading ? t('names.runsNow') : costText(t, formats, cost, nameless)}</p>
        {canRead ? <p className={styles.how}>{t('names.how', { limit: formats.number(BARE_IN_A_ROW) })}</p> : null}
        {canRead && obstacle !== null ? <p className={styles.obstacle}>{obstacle}</p> : null}
      </div>
    </Dialog>
  );
}

function useCost(connectionId: string | null): Cost {
  const [cost, setCost] = useState<Cost>({ kind: 'counting' });
  useEffect(() => {
    if (connectionId === null) return;
    void invoke('names/plan-read', { connectionId }).then((answer) => {
      const { notifyError, closeQuestion } = useStore.getState();
      if (answer.ok) return setCost({ kind: 'known', requests: answer.value.requests });
      notifyError(answer.error);
      closeQuestion();
    });
  }, [connectionId]);
  return cost;
}

function costText(t: TFunction, formats: Formats, cost: Cost, nameless: number): string {
  if (cost.kind === 'counting') return t('names.counting');
  if (cost.requests > 0) return t('names.cost', { count: cost.requests, number: formats.number(cost.requests) });
  return nameless > 0 ? t('names.allRead') : t('names.allNamed');
}

/** How far it is and how it ends is told where all jobs are. */
async function startReading(connectionId: string | null): Promise<void> {
  const { closeQuestion, notifyError } = useStore.getState();
  closeQuestion();
  if (connectionId === null) return;
  const answer = await invoke('names/read', { connectionId });
  if (!answer.ok) notifyError(answer.error);
}
