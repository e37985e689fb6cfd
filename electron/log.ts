import log from 'electron-log/main';
import type { Arguments } from './arguments.ts';

/**
 * The log, a file. A defect in main is written down in it instead of shown in a dialog that nobody can act on; the window
 * goes on.
 */
export function startLog(
  { logLevel }: Pick<Arguments, 'logLevel'>,
  { isDevelopment }: { isDevelopment: boolean },
): void {
  log.errorHandler.startCatching({ showDialog: false });
  // The terminal belongs to the person, and to the tour's list.
  log.transports.console.level = isDevelopment ? 'debug' : 'error';
  // Else every line goes to the window as well, which costs more than the request that it tells of.
  log.transports.ipc.level = isDevelopment ? 'debug' : false;
  log.transports.file.level = logLevel;
}

export { log };
