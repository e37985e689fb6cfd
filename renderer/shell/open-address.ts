import type { AppError } from '../../shared/app-error.ts';
import { invoke } from '../api.ts';
import { connectionIdOf } from '../store/connection-slice.ts';
import { useStore } from '../store/store.ts';

/** Opens what an S3 address names: a group in the viewer, or an offer to save any other object. Answers what failed. */
export async function openAddress(text: string): Promise<AppError | null> {
  const { connection, view, openViewer, askSaveObject } = useStore.getState();
  const connectionId = connectionIdOf({ connection });
  if (connectionId === null) return { code: 'unknown-connection' };
  const found = await invoke('catalogue/find-url', { connectionId, text });
  if (!found.ok) return found.error;
  if (found.value.kind === 'object') {
    askSaveObject(found.value.key, found.value.bytes);
    return null;
  }
  const { groupId } = found.value;
  const place =
    view.kind === 'open' ? await invoke('catalogue/index-of', { viewId: view.summary.viewId, groupId }) : null;
  openViewer(place?.ok ? place.value : -1, groupId);
  return null;
}
