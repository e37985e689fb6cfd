import { useEffect, useRef } from 'react';
import { isEnded } from '../../shared/job.ts';
import { invoke } from '../api.ts';
import { i18n } from '../i18n/i18n.ts';
import { useStore } from '../store/store.ts';

/** A delete of one's own that ended this recently explains why a picture is gone. */
const OWN_DELETE_MS = 15_000;

/**
 * The view changed under the viewer: asks for the picture again, and where another one took its place because it
 * vanished from the bucket, says so.
 */
export function useVanishedNotice(options: {
  connectionId: string;
  groupId: number;
  name: string | null;
  viewId: string | null;
  recheck: () => void;
}): void {
  const { connectionId, groupId, name, viewId, recheck } = options;
  const before = useRef({ viewId, groupId, name });
  useEffect(() => {
    const last = before.current;
    before.current = { viewId, groupId, name: name ?? (last.groupId === groupId ? last.name : null) };
    if (last.viewId === viewId) return;
    if (last.groupId === groupId) recheck();
    else if (last.name !== null) void tellIfVanished(connectionId, last.groupId, last.name);
  }, [connectionId, groupId, name, viewId, recheck]);
}

async function tellIfVanished(connectionId: string, groupId: number, name: string): Promise<void> {
  const answer = await invoke('catalogue/group', { connectionId, groupId });
  if (answer.ok || answer.error.code !== 'unknown-group' || isOwnDelete()) return;
  useStore.getState().notify({ tone: 'info', text: i18n.t('viewer.vanishedNotice', { name }) });
}

function isOwnDelete(): boolean {
  const since = Date.now() - OWN_DELETE_MS;
  const { jobs } = useStore.getState();
  return jobs.some((job) => job.kind === 'delete' && (!isEnded(job.state) || (job.endedAt ?? 0) > since));
}
