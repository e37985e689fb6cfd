import type { AppError, Result } from '../../shared/app-error.ts';
import type { Staging } from '../../shared/contract.ts';
import { invoke, stageDrop } from '../api.ts';
import { connectionIdOf } from './connection-slice.ts';
import type { SliceOf } from './slice.ts';

/** The upload panel. `looked` counts the files whose content was looked at so far. */
export type UploadPanelState =
  | { kind: 'closed' }
  | { kind: 'looking'; looked: number }
  | { kind: 'ready'; staging: Staging }
  | { kind: 'starting'; staging: Staging }
  | { kind: 'failed'; error: AppError };

export interface UploadSlice {
  uploadPanel: UploadPanelState;
  /** Stagings that wait until the panel is done with the one before (a second drop is never lost). */
  waitingStagings: readonly Staging[];
  /** Looks at dropped files, then shows the panel. */
  dropFiles: (files: File[]) => Promise<void>;
  /** Lets the person pick files or a folder in the system's dialog. */
  pickUpload: (what: 'files' | 'folder') => Promise<void>;
  stagingLooked: (looked: number) => void;
  /** Starts the upload of the staging in the panel; answers whether it started. */
  startUpload: (album: string, keepOriginal: boolean) => Promise<boolean>;
  /** Closes the panel and gives its staging up; the next waiting one follows. */
  discardUpload: () => Promise<void>;
}

export const createUploadSlice: SliceOf<UploadSlice> = (set, get) => {
  const showNext = () => {
    const [next, ...rest] = get().waitingStagings;
    set({ uploadPanel: next ? { kind: 'ready', staging: next } : { kind: 'closed' }, waitingStagings: rest });
  };

  const staged = (answer: Result<Staging | null>) => {
    const { uploadPanel, waitingStagings } = get();
    const isBusy = uploadPanel.kind === 'ready' || uploadPanel.kind === 'starting';
    if (!answer.ok) {
      if (isBusy) get().notifyError(answer.error);
      else
        set({
          uploadPanel: answer.error.code === 'cancelled' ? { kind: 'closed' } : { kind: 'failed', error: answer.error },
        });
    } else if (answer.value && isBusy) set({ waitingStagings: [...waitingStagings, answer.value] });
    else if (answer.value) set({ uploadPanel: { kind: 'ready', staging: answer.value } });
    else if (!isBusy) set({ uploadPanel: { kind: 'closed' } });
  };

  return {
    uploadPanel: { kind: 'closed' },
    waitingStagings: [],

    dropFiles: async (files) => {
      const connectionId = connectionIdOf(get());
      if (connectionId === null || files.length === 0) return;
      const { kind } = get().uploadPanel;
      if (kind === 'closed' || kind === 'failed') set({ uploadPanel: { kind: 'looking', looked: 0 } });
      staged(await stageDrop(connectionId, files));
    },

    pickUpload: async (what) => {
      const connectionId = connectionIdOf(get());
      if (connectionId === null) return;
      staged(await invoke('upload/pick', { connectionId, what }));
    },

    stagingLooked: (looked) => {
      const { kind } = get().uploadPanel;
      if (kind === 'looking' || kind === 'closed') set({ uploadPanel: { kind: 'looking', looked } });
    },

    startUpload: async (album, keepOriginal) => {
      const panel = get().uploadPanel;
      if (panel.kind !== 'ready') return false;
      set({ uploadPanel: { kind: 'starting', staging: panel.staging } });
      const answer = await invoke('upload/start', { stagingId: panel.staging.stagingId, album, keepOriginal });
      if (answer.ok) showNext();
      else {
        set({ uploadPanel: panel });
        get().notifyError(answer.error);
      }
      return answer.ok;
    },

    discardUpload: async () => {
      const panel = get().uploadPanel;
      showNext();
      if (panel.kind !== 'ready') return;
      const answer = await invoke('upload/discard', { stagingId: panel.staging.stagingId });
      if (!answer.ok) get().notifyError(answer.error);
    },
  };
};
