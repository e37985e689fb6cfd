import { invoke } from '../api.ts';
import { i18n } from '../i18n/i18n.ts';
import { connectionIdOf } from './connection-slice.ts';
import type { SliceOf } from './slice.ts';

/** Uploads in parts that nobody goes on with, of one connection. */
interface Unfinished {
  connectionId: string;
  uploads: number;
}

export interface UnfinishedSlice {
  /** Null before anyone looked. None are shown once the person has ended or left them. */
  unfinished: Unfinished | null;
  /** Asks main once for each connection; a bucket that cannot be asked has none. */
  lookForUnfinished: () => Promise<void>;
  /** Ends them, so that the server frees what they hold. */
  endUnfinished: () => Promise<void>;
  /** Leaves them until the bucket is opened the next time. */
  leaveUnfinished: () => void;
}

export const createUnfinishedSlice: SliceOf<UnfinishedSlice> = (set, get) => {
  const settle = (connectionId: string, uploads: number) => {
    if (get().unfinished?.connectionId === connectionId) set({ unfinished: { connectionId, uploads } });
  };
  return {
    unfinished: null,

    lookForUnfinished: async () => {
      const connectionId = connectionIdOf(get());
      if (connectionId === null || get().unfinished?.connectionId === connectionId) return;
      set({ unfinished: { connectionId, uploads: 0 } });
      const answer = await invoke('upload/unfinished', { connectionId });
      if (answer.ok) settle(connectionId, answer.value.uploads);
    },

    endUnfinished: async () => {
      const found = get().unfinished;
      if (found === null || found.uploads === 0) return;
      const answer = await invoke('upload/end-unfinished', { connectionId: found.connectionId });
      if (!answer.ok) return get().notifyError(answer.error);
      settle(found.connectionId, 0);
      get().notify({ tone: 'ok', text: i18n.t('upload.unfinishedEnded') });
    },

    leaveUnfinished: () => {
      const found = get().unfinished;
      if (found !== null) settle(found.connectionId, 0);
    },
  };
};
