import { useCallback, useEffect, useState } from 'react';
import type { AppError } from '../../shared/app-error.ts';
import type { SaveOutcome } from '../../shared/contract.ts';
import { invoke } from '../api.ts';
import { i18n } from '../i18n/i18n.ts';
import { useStore } from '../store/store.ts';
import type { Prepared } from './result-maker.ts';
import type { PreparedControl } from './use-prepared-result.ts';

interface SaveControl {
  /** A save was asked for and waits for its result, or is being written. */
  isBusy: boolean;
  save: () => void;
}

/** Saves what was prepared: asks where through the system's dialog, once the result is made. */
export function useSave({ prepared, makeAgain, hold }: PreparedControl): SaveControl {
  const isWanted = useStore((state) => state.saveWanted);
  const { wantSave, settleSave } = useStore.getState();
  const [isWriting, setWriting] = useState(false);

  const write = useCallback(
    async (resultId: string) => {
      const release = hold();
      setWriting(true);
      const answer = await invoke('save/write', { resultId });
      release();
      setWriting(false);
      const { settleSave: settle, notifyError } = useStore.getState();
      // Main lets go of results that lie around for long; the wish stands and the next result is written.
      if (!answer.ok && answer.error.code === 'result-expired') return makeAgain();
      settle();
      if (answer.ok) tellSaved(answer.value);
      else notifyError(answer.error);
    },
    [hold, makeAgain],
  );

  useEffect(() => {
    if (!isWanted || isWriting) return;
    if (prepared.kind === 'ready') void write(prepared.result.resultId);
    else if (prepared.kind === 'failed') settleSave();
  }, [isWanted, isWriting, prepared, write, settleSave]);
  // A wish that nobody is there to fulfil any more must not fire on the next picture.
  useEffect(() => settleSave, [settleSave]);
  const hasFailed = prepared.kind === 'failed';
  const save = () => {
    if (hasFailed) makeAgain();
    wantSave();
  };
  return { isBusy: isWriting || (isWanted && prepared.kind === 'making'), save };
}

/** Says where a file was saved, and offers to show it. */
export function tellSaved(outcome: SaveOutcome): void {
  if (outcome.kind !== 'saved') return;
  const { notify, revealJob } = useStore.getState();
  notify({
    tone: 'ok',
    text: i18n.t('save.saved', { name: outcome.path }),
    action: { label: i18n.t('save.reveal'), run: () => void revealJob(outcome.jobId) },
  });
}

/** Whether a failure means that the stored bytes are gone. */
export const isGone = (prepared: Prepared): boolean =>
  prepared.kind === 'failed' && (prepared.error.code === 'key-vanished' || prepared.error.code === 'unknown-group');

/** Whether a failure lies in the stored bytes themselves, so that trying again cannot help. */
export const isUnreadable = (error: AppError): boolean =>
  error.code === 'not-an-image' || error.code === 'damaged-image' || error.code === 'unsupported-image';
