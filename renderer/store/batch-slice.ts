import type { AppError } from '../../shared/app-error.ts';
import { invoke } from '../api.ts';
import { type BatchChoice, firstBatchChoice, saveChoiceOf } from '../batch/batch-choice.ts';
import type { BatchWhat } from '../batch/use-examples.ts';
import { connectionIdOf } from './connection-slice.ts';
import type { SliceOf } from './slice.ts';

export interface BatchSlice {
  /** How the last batch of this run was saved; the next one begins with it. */
  batchChoice: BatchChoice;
  /** Offers to save these pictures into a folder. */
  askSaveGroups: (groupIds: Uint32Array<ArrayBuffer>) => void;
  /** Offers to save all that is shown: an album, or what a search found. A single picture is saved from where it is seen. */
  askSaveView: () => Promise<void>;
  /** Lets the person choose the folder and begins the job; answers the reason where it did not begin. */
  startBatch: (what: BatchWhat, choice: BatchChoice) => Promise<AppError | null>;
}

export const createBatchSlice: SliceOf<BatchSlice> = (set, get) => ({
  batchChoice: firstBatchChoice,
  askSaveGroups: (groupIds) => {
    const what = { kind: 'groups', groupIds } as const;
    if (groupIds.length > 0) set({ question: { kind: 'save-batch', what, count: groupIds.length } });
  },
  askSaveView: async () => {
    const { view } = get();
    if (view.kind !== 'open' || view.summary.count === 0) return;
    const { viewId, count } = view.summary;
    if (count > 1) return set({ question: { kind: 'save-batch', what: { kind: 'view', viewId }, count } });
    const [groupId] = (await get().idsBetween(viewId, 0, 1)) ?? [];
    if (groupId === undefined) return;
    get().showViewerTab('save');
    get().openViewer(0, groupId);
  },
  startBatch: async (what, choice) => {
    const connectionId = connectionIdOf(get());
    if (connectionId === null) return { code: 'unknown-connection' };
    set({ batchChoice: choice });
    const { size, template, existing } = choice;
    const request = { connectionId, what, size, choice: saveChoiceOf(choice), template, existing };
    const answer = await invoke('save/batch', request);
    if (!answer.ok) return answer.error;
    // The dialog was dismissed: the choice is still open.
    if (answer.value === null) return null;
    get().closeQuestion();
    if (what.kind === 'groups') get().clearSelection();
    return null;
  },
});
