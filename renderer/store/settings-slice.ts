import type { Settings, SettingsPatch } from '../../shared/settings.ts';
import { invoke } from '../api.ts';
import type { SliceOf } from './slice.ts';

export interface SettingsSlice {
  settings: Settings;
  settingsChanged: (settings: Settings) => void;
  /** Shows a change that main does not keep yet, e.g. while a slider moves. */
  previewSettings: (patch: Partial<Settings>) => void;
  /** Shows the change at once and has main keep it. */
  changeSettings: (patch: SettingsPatch) => Promise<void>;
}

/** Until main has answered, which is before the first render. */
const initialSettings: Settings = {
  language: 'system',
  theme: 'system',
  cellSize: 164,
  sort: 'newest',
  dragOutAs: 'as-stored',
  systemLanguage: 'en',
  platform: 'linux',
};

export const createSettingsSlice: SliceOf<SettingsSlice> = (set, get) => ({
  settings: initialSettings,
  settingsChanged: (settings) => set({ settings }),
  previewSettings: (patch) => set({ settings: { ...get().settings, ...patch } }),
  changeSettings: async (patch) => {
    const before = get().settings;
    const known = Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined));
    set({ settings: { ...before, ...known } });
    const answer = await invoke('settings/set', patch);
    if (!answer.ok) {
      set({ settings: before });
      get().notifyError(answer.error);
    }
  },
});
