import { useEffect, useState } from 'react';
import type { SavedConnection } from '../../shared/contract.ts';
import { invoke } from '../api.ts';
import { useStore } from '../store/store.ts';

export interface SavedConnections {
  /** Those opened last come first. */
  saved: readonly SavedConnection[];
  /** `local` is what is kept of it on this computer. */
  forget: (savedId: string, local: 'keep' | 'remove') => Promise<void>;
}

/** The connections that were opened before. */
export function useSavedConnections(): SavedConnections {
  const [saved, setSaved] = useState<readonly SavedConnection[]>([]);
  useEffect(() => {
    void invoke('connections/saved', undefined).then((answer) => {
      if (answer.ok) setSaved(answer.value);
      else useStore.getState().notifyError(answer.error);
    });
  }, []);
  const forget: SavedConnections['forget'] = async (savedId, local) => {
    const answer = await invoke('connections/forget', { savedId, local });
    if (answer.ok) setSaved((shown) => shown.filter((connection) => connection.savedId !== savedId));
    else useStore.getState().notifyError(answer.error);
  };
  return { saved, forget };
}
