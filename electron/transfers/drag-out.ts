import { copyFile, constants as fileModes } from 'node:fs/promises';
import path from 'node:path';
import PQueue from 'p-queue';
import { AppFailure } from '../../shared/app-error.ts';
import { chooseVariant } from '../../shared/batch-variant.ts';
import { MAX_DRAG_BYTES, MAX_DRAG_FILES } from '../../shared/drag-limits.ts';
import { distinctName, nameKey } from '../../shared/file-name.ts';
import { imageFormats } from '../../shared/image-format.ts';
import type { VariantSize } from '../../shared/object-key.ts';
import type { SaveChoice } from '../../shared/save-choice.ts';
import type { DragForm } from '../../shared/settings.ts';
import { toWriteFailure } from '../files/file-error.ts';
import { makeTempFolder, removeTempFolder } from '../files/temp-folder.ts';
import { type PrepareParts, prepareResult, type ResultFile, type SaveConnection } from './prepare-result.ts';

/** Pictures of one drag that are fetched and converted at a time: a press is to be quick, and not to starve the window. */
const AT_ONCE = 4;
/** Presses whose files wait for their drag; a press that comes later most often means that the earlier ones were clicks. */
const MAX_WAITING = 2;
/** Drags whose files stay: the program that they were dropped on may still be copying. */
const MAX_GIVEN = 4;
/** Edge of the picture under the pointer. */
const ICON_PX = 96;
const ICON_NAME = 'icon.png';

export interface DragRequest {
  dragId: string;
  groupIds: Uint32Array;
  form: DragForm;
}

/** What the system's drag takes. */
export interface DraggedFiles {
  paths: readonly string[];
  /** A small PNG to be drawn under the pointer; null where it is not there yet, or the first file is no picture that can be read. */
  icon: string | null;
}

/** Files for pictures that are dragged out of the window: made on the press, handed over when the drag begins. */
export interface DragOut {
  /**
   * Makes a file of each group at its largest size, under its own name. Answers how many there are; 0 where that would be more
   * than {@link MAX_DRAG_FILES} or {@link MAX_DRAG_BYTES}. Throws what making a result throws, `cancelled` where it is discarded meanwhile.
   */
  prepare(request: DragRequest, connection: SaveConnection): Promise<{ files: number }>;
  /** The files of a drag that begins; they stay for a while. Throws `result-expired` where they are not all there. */
  take(dragId: string): DraggedFiles;
  /** It was no drag: gives up what is being made. What was taken stays. */
  discard(dragId: string): void;
  /** The same for all of a connection. */
  discardAll(connectionId: string): void;
  /** Whether a path leads to a file of a drag: one that comes back into the window is no upload. */
  holds(file: string): boolean;
}

interface Prepared {
  connectionId: string;
  controller: AbortController;
  folder: string | null;
  /** Null while they are being made. */
  files: DraggedFiles | null;
  isTaken: boolean;
}

/** A group with the variant that is dragged. */
interface Dragged {
  groupId: number;
  size: VariantSize;
}

export function createDragOut(measuring: PrepareParts): DragOut {
  // Nobody asks how many pixels the files have, and a look at each would take its turn in the image host.
  const inspect = async (): Promise<never> => Promise.reject(new AppFailure({ code: 'cancelled' }));
  const parts = { ...measuring, pipeline: { ...measuring.pipeline, inspect } };
  /** In the order of their presses. */
  const drags = new Map<string, Prepared>();

  const forget = (dragId: string): void => {
    const drag = drags.get(dragId);
    drags.delete(dragId);
    drag?.controller.abort();
    if (drag?.folder) void removeTempFolder(drag.folder);
  };
  const forgetOldest = (isTaken: boolean, kept: number): void => {
    const alike = [...drags].filter(([, drag]) => drag.isTaken === isTaken);
    for (const [dragId] of alike.slice(0, Math.max(0, alike.length - kept))) forget(dragId);
  };
  const fill = async (drag: Prepared, request: DragRequest, connection: SaveConnection): Promise<number> => {
    const { signal } = drag.controller;
    const dragged = await largestOf(request.groupIds, connection);
    signal.throwIfAborted();
    if (dragged === null) return 0;
    const folder = await makeTempFolder(parts.tempFolder, 'drag');
    drag.folder = folder;
    try {
      const paths = await makeFiles(parts, folder, { dragged, choice: choiceOf(request.form) }, connection, signal);
      signal.throwIfAborted();
      drag.files = { paths, icon: null };
      // The files are what counts: a drag that begins before the icon is there goes without.
      void makeIcon(parts, folder, paths[0], signal).then((icon) => {
        drag.files = { paths, icon };
        // A file that was being made there may have kept the folder.
        if (signal.aborted) void removeTempFolder(folder);
      });
      return paths.length;
    } catch (thrown) {
      await removeTempFolder(folder);
      throw thrown;
    }
  };

  return {
    async prepare(request, connection) {
      const { dragId } = request;
      forget(dragId);
      const controller = new AbortController();
      const { connectionId } = connection.summary;
      const drag: Prepared = { connectionId, controller, folder: null, files: null, isTaken: false };
      drags.set(dragId, drag);
      forgetOldest(false, MAX_WAITING);
      try {
        return { files: await fill(drag, request, connection) };
      } catch (thrown) {
        if (drags.get(dragId) === drag) drags.delete(dragId);
        throw controller.signal.aborted ? new AppFailure({ code: 'cancelled' }, { cause: thrown }) : thrown;
      }
    },
    take(dragId) {
      const drag = drags.get(dragId);
      if (!drag?.files) throw new AppFailure({ code: 'result-expired' });
      drag.isTaken = true;
      // The last in the order, as the newest that was taken.
      drags.delete(dragId);
      drags.set(dragId, drag);
      forgetOldest(true, MAX_GIVEN);
      return drag.files;
    },
    discard(dragId) {
      if (drags.get(dragId)?.isTaken === false) forget(dragId);
    },
    discardAll(connectionId) {
      for (const [dragId, drag] of [...drags]) if (drag.connectionId === connectionId && !drag.isTaken) forget(dragId);
    },
    holds: (file) => [...drags.values()].some(({ folder }) => folder !== null && path.dirname(file) === folder),
  };
}

const choiceOf = (form: DragForm): SaveChoice =>
  form === 'as-stored'
    ? { kind: 'as-stored' }
    : { kind: 'convert', format: form, quality: imageFormats[form].quality?.default ?? null, metadata: 'keep' };

/** The largest variant of each group; null where they are too many or too large for a drag. */
async function largestOf(groupIds: Uint32Array, { catalogue }: SaveConnection): Promise<Dragged[] | null> {
  if (groupIds.length > MAX_DRAG_FILES) return null;
  const dragged: Dragged[] = [];
  let total = 0;
  for (const groupId of groupIds) {
    const largest = chooseVariant(await catalogue.variants(groupId), 'largest');
    if (largest === null) throw new AppFailure({ code: 'unknown-group' });
    total += largest.bytes;
    dragged.push({ groupId, size: largest.size });
  }
  return total > MAX_DRAG_BYTES ? null : dragged;
}

/** The files in the order of their groups. The first failure ends all: a drag with a picture too few would not be noticed. */
async function makeFiles(
  parts: PrepareParts,
  folder: string,
  { dragged, choice }: { dragged: readonly Dragged[]; choice: SaveChoice },
  connection: SaveConnection,
  signal: AbortSignal,
): Promise<string[]> {
  const made: ResultFile[] = [];
  const giveUp = new AbortController();
  const either = AbortSignal.any([signal, giveUp.signal]);
  const queue = new PQueue({ concurrency: AT_ONCE });
  const make = async ({ groupId, size }: Dragged, index: number): Promise<void> => {
    either.throwIfAborted();
    made[index] = await prepareResult(parts, { groupId, size, choice, resultId: `${index}` }, connection, either);
  };
  const work = dragged.map((one, index) => queue.add(() => make(one, index)));
  try {
    await Promise.all(work);
    const names = distinctNames(made.map(({ fileName }) => fileName));
    return await Promise.all(made.map((result, index) => copyInto(folder, names[index] ?? result.fileName, result)));
  } finally {
    giveUp.abort();
    await Promise.allSettled(work);
    for (const result of made) result?.release();
  }
}

/** The names as they are, but for those that come again. */
function distinctNames(names: readonly string[]): string[] {
  const taken = new Set<string>([nameKey(ICON_NAME)]);
  return names.map((name) => {
    const distinct = distinctName(name, (candidate) => taken.has(nameKey(candidate)));
    taken.add(nameKey(distinct));
    return distinct;
  });
}

/** A copy and no link: the program it is dropped on may write into the file, which others read as what the bucket holds. */
async function copyInto(folder: string, name: string, result: ResultFile): Promise<string> {
  const target = path.join(folder, name);
  try {
    await copyFile(result.path, target, fileModes.COPYFILE_FICLONE);
    return target;
  } catch (thrown) {
    throw toWriteFailure(thrown, target);
  }
}

/** Never rejects. */
async function makeIcon(parts: PrepareParts, folder: string, first: string | undefined, signal: AbortSignal) {
  if (first === undefined) return null;
  const outputPath = path.join(folder, ICON_NAME);
  const request = { inputPath: first, outputPath, quality: null, maxWidth: ICON_PX };
  try {
    await parts.pipeline.convert({ ...request, format: 'png', metadata: 'none' }, { signal });
    return outputPath;
  } catch {
    return null;
  }
}
