import * as v from 'valibot';
import { formatIds } from './image-format.ts';

export const sortOrders = ['newest', 'oldest', 'name', 'size'] as const;
export const languages = ['system', 'en', 'ko'] as const;
export const themes = ['system', 'light', 'dark'] as const;
const dragForm = v.picklist(['as-stored', ...formatIds]);

/** What of the settings is to be others. */
export const settingsPatch = v.partial(
  v.strictObject({
    language: v.picklist(languages),
    theme: v.picklist(themes),
    /** Edge of a grid cell in CSS pixels. */
    cellSize: v.pipe(v.number(), v.minValue(96), v.maxValue(320)),
    sort: v.picklist(sortOrders),
    /** The form in which pictures are dragged out of the window. */
    dragOutAs: dragForm,
  }),
);

export type SortOrder = (typeof sortOrders)[number];
export type Language = (typeof languages)[number];
export type Theme = (typeof themes)[number];
export type DragForm = v.InferOutput<typeof dragForm>;
export type SettingsPatch = v.InferOutput<typeof settingsPatch>;

export interface Settings {
  language: Language;
  theme: Theme;
  cellSize: number;
  sort: SortOrder;
  dragOutAs: DragForm;
  /** What `system` means here and now. */
  systemLanguage: 'en' | 'ko';
  platform: 'linux' | 'darwin' | 'win32';
}

/** The language that the settings come to. */
export const languageOf = ({ language, systemLanguage }: Pick<Settings, 'language' | 'systemLanguage'>): 'en' | 'ko' =>
  language === 'system' ? systemLanguage : language;
