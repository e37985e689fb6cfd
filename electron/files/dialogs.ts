import path from 'node:path';
import { app, type BrowserWindow, dialog } from 'electron';
import { formatIds, imageFormats } from '../../shared/image-format.ts';
import type { ProfileWrite } from '../credentials/aws-credentials-file.ts';
import { askWithWayOut } from '../desktop/ask.ts';
import { type DialogLanguage, profileWriteWords } from './dialog-words.ts';

/** What main asks a person through the system's own dialogs; a tour puts its own answers in their place. */
export interface Dialogs {
  /** Null where the person dismissed the dialog. The system asks before an existing file is replaced. */
  askSavePath(suggestedName: string): Promise<string | null>;
  askSources(what: 'files' | 'folder'): Promise<string[] | null>;
  askNameTable(): Promise<string | null>;
  /** Where many files are to go; one that is new can be made in the dialog. */
  askFolder(): Promise<string | null>;
}

/** The native dialogs, attached to the window; the folder of the last save is offered first next time. */
export function createDialogs(window: () => BrowserWindow): Dialogs {
  let lastFolder = app.getPath('downloads');
  return {
    async askSavePath(suggestedName) {
      const extension = path.extname(suggestedName).slice(1);
      const answer = await dialog.showSaveDialog(window(), {
        defaultPath: path.join(lastFolder, suggestedName),
        filters: extension === '' ? [] : [{ name: extension.toUpperCase(), extensions: [extension] }],
        properties: ['showOverwriteConfirmation', 'createDirectory'],
      });
      if (answer.canceled || answer.filePath === '') return null;
      lastFolder = path.dirname(answer.filePath);
      return answer.filePath;
    },
    async askSources(what) {
      const answer = await dialog.showOpenDialog(window(), {
        properties: what === 'files' ? ['openFile', 'multiSelections'] : ['openDirectory', 'multiSelections'],
        filters:
          what === 'files'
            ? [{ name: 'Images', extensions: formatIds.flatMap((id) => imageFormats[id].extensions) }]
            : [],
      });
      return answer.canceled ? null : answer.filePaths;
    },
    async askNameTable() {
      const answer = await dialog.showOpenDialog(window(), {
        properties: ['openFile'],
        filters: [{ name: 'CSV, JSON', extensions: ['csv', 'tsv', 'json'] }],
      });
      return answer.canceled ? null : (answer.filePaths[0] ?? null);
    },
    async askFolder() {
      const answer = await dialog.showOpenDialog(window(), {
        defaultPath: lastFolder,
        properties: ['openDirectory', 'createDirectory'],
      });
      const [folder] = answer.filePaths;
      if (answer.canceled || folder === undefined) return null;
      lastFolder = folder;
      return folder;
    },
  };
}

/** Asks once more before keys are written into the person's AWS files; the way out is the default. */
export async function askToWriteProfile(
  window: BrowserWindow,
  language: DialogLanguage,
  write: ProfileWrite,
): Promise<boolean> {
  return askWithWayOut(window, profileWriteWords(language, write));
}
