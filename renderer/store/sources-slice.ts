import type { KeyEntryPurpose, SourceList, SourceSummary } from '../../shared/connection.ts';
import { invoke } from '../api.ts';
import type { SliceOf } from './slice.ts';

export interface SourcesSlice {
  /** Where keys can come from; null until it is known. */
  sources: SourceList | null;
  /** Reads them anew; the last question asked is the one that counts. */
  loadSources: () => Promise<void>;
  /** Opens the key window; answers the source that has the keys now, or null where the person closed it. */
  enterKeys: (purpose: KeyEntryPurpose) => Promise<SourceSummary | null>;
  forgetKeys: (keysId: string) => Promise<void>;
}

const noSources: SourceList = { sources: [], region: null, endpoint: null, hasKeyring: false };

export const createSourcesSlice: SliceOf<SourcesSlice> = (set, get) => {
  let questions = 0;
  return {
    sources: null,

    loadSources: async () => {
      questions += 1;
      const question = questions;
      const answer = await invoke('credentials/sources', undefined);
      if (question !== questions) return;
      if (answer.ok) set({ sources: answer.value });
      else {
        // What was known before is a better answer than none.
        set({ sources: get().sources ?? noSources });
        get().notifyError(answer.error);
      }
    },

    enterKeys: async (purpose) => {
      const answer = await invoke('credentials/enter', purpose);
      if (!answer.ok) {
        get().notifyError(answer.error);
        return null;
      }
      // Before anyone chooses the new source, so that it has a row to stand in.
      if (answer.value) await get().loadSources();
      return answer.value;
    },

    forgetKeys: async (keysId) => {
      const answer = await invoke('credentials/forget', { keysId });
      if (answer.ok) await get().loadSources();
      else get().notifyError(answer.error);
    },
  };
};
