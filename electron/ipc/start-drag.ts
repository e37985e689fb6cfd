import { type BrowserWindow, nativeImage } from 'electron';
import type { DraggedFiles } from '../transfers/drag-out.ts';

/** Edge and grey of what is drawn under the pointer where there is no picture: macOS refuses a drag without any. */
const BLANK_PX = 32;
const BLANK_GREY = 0x80;
const BYTES_A_PIXEL = 4;

/**
 * Hands files to the system's drag, which holds main until it ends (Linux and Windows) or goes on by itself (macOS). Begun in
 * a turn of its own: what waits for a promise would not go on meanwhile.
 */
export function startDrag(window: BrowserWindow, { paths, icon }: DraggedFiles): Promise<void> {
  return new Promise((resolve, reject) => {
    setImmediate(() => {
      try {
        if (!window.isDestroyed()) window.webContents.startDrag({ file: '', files: [...paths], icon: iconOf(icon) });
        resolve();
      } catch (thrown) {
        reject(thrown instanceof Error ? thrown : new Error(String(thrown)));
      }
    });
  });
}

function iconOf(file: string | null): Electron.NativeImage {
  const picture = file === null ? nativeImage.createEmpty() : nativeImage.createFromPath(file);
  if (!picture.isEmpty()) return picture;
  const blank = Buffer.alloc(BLANK_PX * BLANK_PX * BYTES_A_PIXEL, BLANK_GREY);
  return nativeImage.createFromBitmap(blank, { width: BLANK_PX, height: BLANK_PX });
}
