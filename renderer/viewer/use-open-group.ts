import { useCallback, useEffect, useRef, useState } from 'react';
import type { AppError } from '../../shared/app-error.ts';
import type { GroupDetails } from '../../shared/pictures.ts';
import { invoke, listen } from '../api.ts';

/** What is known of the group that the viewer shows. */
export type OpenGroup =
  | { kind: 'loading' }
  | { kind: 'ready'; group: GroupDetails }
  /** The catalogue no longer holds it; `group` is what was known of it. */
  | { kind: 'vanished'; group: GroupDetails | null }
  | { kind: 'failed'; error: AppError };

/** Pictures either side that are kept at hand, so that going on to one needs no wait. */
const MAX_KEPT = 16;

interface OpenGroupControl {
  state: OpenGroup;
  /** Asks again: after the view changed, or when bytes turned out to be gone. */
  recheck: () => void;
  /** Reads a neighbour ahead of time; null where it cannot be read. */
  readAhead: (groupId: number) => Promise<GroupDetails | null>;
}

/** Follows one group's facts. A changed group is asked for while the known one still shows. */
export function useOpenGroup(connectionId: string, groupId: number): OpenGroupControl {
  const kept = useRef(new Map<number, GroupDetails>());
  const [answered, setAnswered] = useState<{ groupId: number; state: OpenGroup } | null>(null);

  const read = useCallback(
    async (wanted: number): Promise<OpenGroup> => {
      const answer = await invoke('catalogue/group', { connectionId, groupId: wanted });
      if (answer.ok) {
        keep(kept.current, answer.value);
        return { kind: 'ready', group: answer.value };
      }
      const known = kept.current.get(wanted) ?? null;
      kept.current.delete(wanted);
      if (answer.error.code === 'unknown-group') return { kind: 'vanished', group: known };
      return { kind: 'failed', error: answer.error };
    },
    [connectionId],
  );

  const shown = useRef(groupId);
  shown.current = groupId;
  const recheck = useCallback(() => {
    void read(groupId).then((state) => {
      if (shown.current === groupId) setAnswered({ groupId, state });
    });
  }, [read, groupId]);
  useEffect(recheck, [recheck]);
  // The name arrives with the thumbnail's bytes, often after the picture was opened.
  useEffect(
    () =>
      listen('catalogue/names', (learned) => {
        if (learned.names.some((name) => name.groupId === groupId)) recheck();
      }),
    [groupId, recheck],
  );

  const readAhead = useCallback(
    async (wanted: number) => {
      const known = kept.current.get(wanted);
      if (known) return known;
      const state = await read(wanted);
      return state.kind === 'ready' ? state.group : null;
    },
    [read],
  );

  const known = kept.current.get(groupId);
  const atHand: OpenGroup = known ? { kind: 'ready', group: known } : { kind: 'loading' };
  return { state: answered?.groupId === groupId ? answered.state : atHand, recheck, readAhead };
}

function keep(kept: Map<number, GroupDetails>, group: GroupDetails): void {
  kept.delete(group.groupId);
  kept.set(group.groupId, group);
  const oldest = kept.keys().next().value;
  if (kept.size > MAX_KEPT && oldest !== undefined) kept.delete(oldest);
}
