import { useEffect, useState } from 'react';
import type { AppError } from '../../shared/app-error.ts';
import type { GroupRow } from '../../shared/pictures.ts';
import { invoke } from '../api.ts';

/** Why a group has no thumbnail and will have none as it is stored now; null while that is not known. */
export function useRefusal(connectionId: string, { groupId, version }: GroupRow): AppError | null {
  const [refusal, setRefusal] = useState<AppError | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: other bytes may be refused for another reason
  useEffect(() => {
    let isGone = false;
    void invoke('thumbnails/refusal', { connectionId, groupId }).then((answer) => {
      if (!isGone && answer.ok) setRefusal(answer.value);
    });
    return () => {
      isGone = true;
    };
  }, [connectionId, groupId, version]);
  return refusal;
}
