import type { BrokenOff } from '../../shared/broken-off.ts';
import type { Request } from '../../shared/contract.ts';
import type { VariantSize } from '../../shared/object-key.ts';
import type { BatchWhat } from '../batch/use-examples.ts';
import { denialText } from '../i18n/denial-text.ts';
import { denialOf } from './reach-slice.ts';
import type { SliceOf } from './slice.ts';

/** What the window asks the person now. */
export type Question =
  | { kind: 'none' }
  | { kind: 'delete'; groupIds: Uint32Array<ArrayBuffer> }
  | { kind: 'save-object'; key: string; bytes: number }
  | { kind: 'copy-link'; groupId: number; size: VariantSize | null }
  | { kind: 'save-batch'; what: BatchWhat; count: number }
  | { kind: 'read-names' }
  | { kind: 'leave'; leaving: Leaving; work: BrokenOff };

/** How the open bucket is left. */
export type Leaving = { kind: 'close' } | { kind: 'open'; request: Request<'connections/open'> };

export interface QuestionsSlice {
  question: Question;
  /** Asks whether these groups are to be deleted; nothing happens before the answer. Says why where nothing may be. */
  askDelete: (groupIds: readonly number[] | Uint32Array) => void;
  /** Offers to save an object that is no picture. */
  askSaveObject: (key: string, bytes: number) => void;
  /** Offers the links to a picture; `size` is the stored size to begin with, null for the largest. */
  askCopyLink: (groupId: number, size: VariantSize | null) => void;
  /** Offers to read the names of all pictures that have none; says first what it costs. */
  askReadNames: () => void;
  /** Asks whether the bucket is to be left with this work under way. */
  askLeave: (leaving: Leaving, work: BrokenOff) => void;
  closeQuestion: () => void;
}

export const createQuestionsSlice: SliceOf<QuestionsSlice> = (set, get) => ({
  question: { kind: 'none' },
  askDelete: (groupIds) => {
    if (groupIds.length === 0) return;
    const denial = denialOf(get().abilities, 'delete');
    if (denial) get().notify({ tone: 'info', text: denialText(denial) });
    else set({ question: { kind: 'delete', groupIds: Uint32Array.from(groupIds) } });
  },
  askSaveObject: (key, bytes) => set({ question: { kind: 'save-object', key, bytes } }),
  askCopyLink: (groupId, size) => set({ question: { kind: 'copy-link', groupId, size } }),
  askReadNames: () => set({ question: { kind: 'read-names' } }),
  askLeave: (leaving, work) => set({ question: { kind: 'leave', leaving, work } }),
  closeQuestion: () => set({ question: { kind: 'none' } }),
});
