import { invoke } from '../api.ts';
import { connectionIdOf } from '../store/connection-slice.ts';
import { useStore } from '../store/store.ts';

/** Makes what incomplete pictures lack; how it ended is told by the job's end. */
export async function repair(groupIds: Uint32Array<ArrayBufferLike>): Promise<void> {
  const state = useStore.getState();
  const connectionId = connectionIdOf(state);
  if (connectionId === null || groupIds.length === 0) return;
  const answer = await invoke('repair/start', { connectionId, groupIds: Uint32Array.from(groupIds) });
  if (answer.ok) state.clearSelection();
  else state.notifyError(answer.error);
}
