import type { AppError, Result } from '../../shared/app-error.ts';
import type { Request } from '../../shared/contract.ts';
import type { Staging } from '../../shared/staging.ts';
import { invoke, stageDrop } from '../api.ts';
import { connectionIdOf } from './connection-slice.ts';
import type { SliceOf } from './slice.ts';

/** The upload panel. `looked` counts the files whose content was looked at so far. */
type UploadPanelState =
  | { kind: 'closed' }
  | { kind: 'looking'; looked: number }
  | { kind: 'ready'; staging: Staging }
  | { kind: 'starting'; staging: Staging }
  | { kind: 'failed'; error: AppError };

/** What the person decides about an upload. */
type UploadChoice = Omit<Request<'upload/start'>, 'stagingId'>;

export interface LastUpload extends Pick<UploadChoice, 'album' | 'acl'> {
  connectionId: string;
}

export interface UploadSlice {
  uploadPanel: UploadPanelState;
  /** Stagings that wait until the panel is done with the one before (a second drop is never lost). */
  waitingStagings: readonly Staging[];
  /** The last upload that was started here, null before the first. What it chose is of its connection: another bucket starts as it says itself. */
  lastUpload: LastUpload | null;
  /** Looks at dropped files, then shows the panel. */
  dropFiles: (files: File[]) => Promise<void>;
  /** Lets the person pick files or a folder in the system's dialog. */
  pickUpload: (what: 'files' | 'folder') => Promise<void>;
  stagingLooked: (looked: number) => void;
  /** Starts the upload of the staging in the panel; answers the reason where it did not start. */
  startUpload: (choice: UploadChoice) => Promise<AppError | null>;
  /** Closes the panel and gives up what it shows, or is being looked at; the next waiting staging follows. */
  discardUpload: () => void;
}

export const createUploadSlice: SliceOf<UploadSlice> = (set, get) => {
  /** Looks under way, by ticket; one that is taken out of here was given up, and its staging is discarded. */
  const looks = new Set<number>();
  let lastTicket = 0;

  const discard = (staging: Staging) => void invoke('upload/discard', { stagingId: staging.stagingId });

  const stopLooking = () => {
    looks.clear();
    const connectionId = connectionIdOf(get());
    // Thousands of dropped files would be looked at to the end for nobody.
    if (connectionId !== null) void invoke('upload/stop-looking', { connectionId });
  };

  const showNext = () => {
    const [next, ...rest] = get().waitingStagings;
    const then: UploadPanelState = looks.size > 0 ? { kind: 'looking', looked: 0 } : { kind: 'closed' };
    set({ uploadPanel: next ? { kind: 'ready', staging: next } : then, waitingStagings: rest });
  };

  const look = async (stage: () => Promise<Result<Staging | null>>) => {
    lastTicket += 1;
    const ticket = lastTicket;
    looks.add(ticket);
    const answer = await stage();
    const isWanted = looks.delete(ticket);
    if (!answer.ok) return isWanted ? failed(answer.error) : undefined;
    if (answer.value === null) return settle();
    if (isWanted) show(answer.value);
    else discard(answer.value);
  };

  const isShowingOne = () => get().uploadPanel.kind === 'ready' || get().uploadPanel.kind === 'starting';

  const show = (staging: Staging) => {
    if (isShowingOne()) set({ waitingStagings: [...get().waitingStagings, staging] });
    else set({ uploadPanel: { kind: 'ready', staging } });
  };

  /** Nothing came of a look: a panel that only waited for it closes. */
  const settle = () => {
    if (get().uploadPanel.kind === 'looking' && looks.size === 0) showNext();
  };

  const failed = (error: AppError) => {
    if (error.code === 'cancelled') settle();
    else if (isShowingOne()) get().notifyError(error);
    else set({ uploadPanel: { kind: 'failed', error } });
  };

  return {
    uploadPanel: { kind: 'closed' },
    waitingStagings: [],
    lastUpload: null,

    dropFiles: async (files) => {
      const connectionId = connectionIdOf(get());
      if (connectionId === null || files.length === 0) return;
      if (!isShowingOne()) set({ uploadPanel: { kind: 'looking', looked: 0 } });
      await look(() => stageDrop(connectionId, files));
    },

    pickUpload: async (what) => {
      const connectionId = connectionIdOf(get());
      if (connectionId !== null) await look(() => invoke('upload/pick', { connectionId, what }));
    },

    stagingLooked: (looked) => {
      // While the system's dialog is open nothing is looked at; the first event says that files were picked.
      if (looks.size > 0 && !isShowingOne()) set({ uploadPanel: { kind: 'looking', looked } });
    },

    startUpload: async (choice) => {
      const panel = get().uploadPanel;
      if (panel.kind !== 'ready') return null;
      set({ uploadPanel: { kind: 'starting', staging: panel.staging } });
      const answer = await invoke('upload/start', { stagingId: panel.staging.stagingId, ...choice });
      if (answer.ok) {
        const connectionId = connectionIdOf(get());
        set({ lastUpload: connectionId === null ? null : { connectionId, album: choice.album, acl: choice.acl } });
        showNext();
        return null;
      }
      set({ uploadPanel: panel });
      return answer.error;
    },

    discardUpload: () => {
      const panel = get().uploadPanel;
      if (panel.kind === 'starting') return;
      if (panel.kind === 'ready') discard(panel.staging);
      if (panel.kind === 'looking') stopLooking();
      showNext();
    },
  };
};
