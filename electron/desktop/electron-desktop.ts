import { app, type BrowserWindow, Notification, powerSaveBlocker } from 'electron';
import type { BrokenOff } from '../../shared/broken-off.ts';
import type { DialogLanguage } from '../files/dialog-words.ts';
import { askWithWayOut } from './ask.ts';
import type { Desktop, ProgressSign } from './job-signs.ts';
import { quitWords } from './quit-words.ts';

/** `setProgressBar` takes away the bar for any negative value. */
const NO_BAR = -1;
const modes = { running: 'normal', paused: 'paused', failed: 'error' } as const;

/** The dock or task bar, notifications and the machine's sleep, for one window. */
export function electronDesktop(window: BrowserWindow): Desktop {
  /** A notification that nobody holds loses its click. */
  const shown = new Set<Notification>();
  return {
    showProgress(sign) {
      if (!window.isDestroyed()) showProgress(window, sign);
    },
    notify(words) {
      if (!Notification.isSupported()) return;
      const notification = new Notification({ ...words, silent: true });
      shown.add(notification);
      const forget = (): void => void shown.delete(notification);
      notification.on('click', () => {
        forget();
        if (!window.isDestroyed()) bringToFront(window);
      });
      notification.on('close', forget);
      notification.on('failed', forget);
      notification.show();
    },
    keepAwake() {
      const blocker = powerSaveBlocker.start('prevent-app-suspension');
      return () => powerSaveBlocker.stop(blocker);
    },
    isInFront: () => !window.isDestroyed() && window.isFocused(),
  };
}

function showProgress(window: BrowserWindow, sign: ProgressSign): void {
  // Only Windows can show that something failed or is paused; elsewhere a full bar with nothing under way would be a riddle.
  const isRiddle = sign.kind === 'share' && sign.mode === 'failed' && sign.share === 1 && process.platform !== 'win32';
  if (sign.kind === 'none' || isRiddle) window.setProgressBar(NO_BAR);
  else window.setProgressBar(sign.share, { mode: modes[sign.mode] });
}

/** Shows the window to the person, wherever it is. */
function bringToFront(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore();
  window.show();
  app.focus({ steal: true });
  window.focus();
}

/** Asks before work is broken off; going on is the default and the way out. */
export async function askToQuit(window: BrowserWindow, language: DialogLanguage, work: BrokenOff): Promise<boolean> {
  bringToFront(window);
  return askWithWayOut(window, quitWords(language, work));
}
