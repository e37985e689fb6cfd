import { useEffect, useState } from 'react';
import type { ProfileSummary } from '../../shared/contract.ts';
import { invoke } from '../api.ts';
import { useStore } from '../store/store.ts';

/** The profiles of ~/.aws; null until they are read. */
export function useProfiles(): readonly ProfileSummary[] | null {
  const [profiles, setProfiles] = useState<readonly ProfileSummary[] | null>(null);
  useEffect(() => {
    void invoke('connections/profiles', undefined).then((answer) => {
      setProfiles(answer.ok ? answer.value : []);
      if (!answer.ok) useStore.getState().notifyError(answer.error);
    });
  }, []);
  return profiles;
}
