import type { SliceOf } from './slice.ts';

/** What the window asks the person now. */
export type Question =
  | { kind: 'none' }
  | { kind: 'delete'; groupIds: Uint32Array<ArrayBuffer> }
  | { kind: 'save-object'; key: string; bytes: number };

export interface QuestionsSlice {
  question: Question;
  /** Asks whether these groups are to be deleted; nothing happens before the answer. */
  askDelete: (groupIds: readonly number[]) => void;
  /** Offers to save an object that is no picture. */
  askSaveObject: (key: string, bytes: number) => void;
  closeQuestion: () => void;
}

export const createQuestionsSlice: SliceOf<QuestionsSlice> = (set) => ({
  question: { kind: 'none' },
  askDelete: (groupIds) => {
    if (groupIds.length > 0) set({ question: { kind: 'delete', groupIds: Uint32Array.from(groupIds) } });
  },
  askSaveObject: (key, bytes) => set({ question: { kind: 'save-object', key, bytes } }),
  closeQuestion: () => set({ question: { kind: 'none' } }),
});
