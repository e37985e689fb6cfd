import { app, nativeTheme } from 'electron';
import type { Theme } from '../shared/settings.ts';
import type { SystemFacts } from './settings/settings.ts';

/** What this computer says of itself: the language that `system` stands for, and whose habits the window follows. */
export function systemFacts(): SystemFacts {
  const [first = ''] = app.getPreferredSystemLanguages();
  const { platform } = process;
  return {
    systemLanguage: first.toLowerCase().startsWith('ko') ? 'ko' : 'en',
    platform: platform === 'darwin' || platform === 'win32' ? platform : 'linux',
  };
}

/** Native dialogs and `prefers-color-scheme` follow the theme that was chosen. */
export function followTheme(theme: Theme): void {
  nativeTheme.themeSource = theme;
}
