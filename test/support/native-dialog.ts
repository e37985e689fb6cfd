import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);
const DIALOG_WITHIN_S = '20';
const BETWEEN_KEYS_MS = '20';

/** Why no native dialog can be typed into here; null where it can. Reads once, when the tests are collected. */
export async function nativeDialogMissing(): Promise<string | null> {
  if (process.platform !== 'linux') return 'native dialogs are typed into on Linux only';
  if (process.env.DISPLAY === undefined) return 'there is no display';
  return run('xdotool', ['version']).then(
    () => null,
    () => 'xdotool is not installed',
  );
}

/** Types a path into the system's own file dialog, as a person would, and presses Enter. */
export async function typeIntoFileDialog(title: string, path: string): Promise<void> {
  const window = await findWindow(title);
  await run('xdotool', ['windowfocus', '--sync', window]);
  await run('xdotool', ['key', 'ctrl+a']);
  await run('xdotool', ['type', '--delay', BETWEEN_KEYS_MS, path]);
  await run('xdotool', ['key', 'Return']);
}

/** Closes the system's own file dialog without an answer. */
export async function escapeFileDialog(title: string): Promise<void> {
  await run('xdotool', ['windowfocus', '--sync', await findWindow(title)]);
  await run('xdotool', ['key', 'Escape']);
}

async function findWindow(title: string): Promise<string> {
  const search = ['timeout', DIALOG_WITHIN_S, 'xdotool', 'search', '--sync', '--onlyvisible', '--name', `^${title}$`];
  const { stdout } = await run(search[0] ?? '', search.slice(1));
  const [window] = stdout.trim().split('\n');
  if (window === undefined) throw new Error(`expected a window titled ${title} but received none`);
  return window;
}
