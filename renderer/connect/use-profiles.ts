import { useEffect, useState } from 'react';
import type { ProfileSummary } from '../../shared/contract.ts';
import { invoke } from '../api.ts';
import { useStore } from '../store/store.ts';

/** The profiles of ~/.aws; null until they are read. Read again whenever the person comes back from a terminal. */
export function useProfiles(): readonly ProfileSummary[] | null {
  const [profiles, setProfiles] = useState<readonly ProfileSummary[] | null>(null);
  useEffect(() => {
    const read = async (): Promise<void> => {
      const answer = await invoke('connections/profiles', undefined);
      setProfiles(answer.ok ? answer.value : []);
      if (!answer.ok) useStore.getState().notifyError(answer.error);
    };
    const readAgain = () => void read();
    readAgain();
    window.addEventListener('focus', readAgain);
    return () => window.removeEventListener('focus', readAgain);
  }, []);
  return profiles;
}
