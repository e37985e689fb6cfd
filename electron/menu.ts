import { Menu } from 'electron';

/**
 * On macOS the menu that makes copy, paste and quit work; elsewhere none, because the window holds every command.
 * The labels of roles are the system's own.
 */
export function applicationMenu(platform: NodeJS.Platform): Menu | null {
  if (platform !== 'darwin') return null;
  return Menu.buildFromTemplate([{ role: 'appMenu' }, { role: 'editMenu' }, { role: 'windowMenu' }]);
}
