import type { AppError } from '../../shared/app-error.ts';
import { MAX_DRAG_BYTES, MAX_DRAG_FILES } from '../../shared/drag-limits.ts';
import { invoke } from '../api.ts';
import { denialText } from '../i18n/denial-text.ts';
import { formatsOf } from '../i18n/format.ts';
import { currentLocale, i18n } from '../i18n/i18n.ts';
import { connectionIdOf } from './connection-slice.ts';
import type { IdSet } from './id-set.ts';
import { denialOf } from './reach-slice.ts';
import type { SliceOf } from './slice.ts';

export interface DragOutSlice {
  /** Our own files are held over some window: over this one they are no upload. */
  isDraggingOut: boolean;
  /** A picture was pressed: makes files of it, or of all that is selected where it is, for the drag that may follow. Ends once they are there, or not to be had. */
  pressForDrag: (groupId: number) => Promise<void>;
  /** The press ended; files that nobody tried to drag are given up. */
  releaseDrag: () => void;
  /** The press became a drag: hands the files to the system, or says why there are none. */
  dragOut: () => Promise<void>;
}

/** What a press has come to. */
type Press =
  | { kind: 'none' }
  | { kind: 'too-much' }
  | { kind: 'denied'; text: string }
  | { kind: 'failed'; error: AppError }
  | { kind: 'making' | 'ready'; dragId: string; what: string; isAwaited: boolean };

export const createDragOutSlice: SliceOf<DragOutSlice> = (set, get) => {
  let press: Press = { kind: 'none' };
  /** Asks to wait, or to drag now: gone as soon as it is not so any more. */
  let lastNotice: number | null = null;

  const endNotice = () => {
    if (lastNotice !== null) get().dismissNotice(lastNotice);
    lastNotice = null;
  };

  const forget = () => {
    endNotice();
    if (press.kind === 'making' || press.kind === 'ready') void invoke('drag-out/discard', { dragId: press.dragId });
    press = { kind: 'none' };
  };

  const prepare = async (connectionId: string, groupIds: Uint32Array<ArrayBuffer>, what: string) => {
    const dragId = crypto.randomUUID();
    const mine: Press = { kind: 'making', dragId, what, isAwaited: false };
    press = mine;
    const answer = await invoke('drag-out/prepare', { connectionId, groupIds, dragId });
    if (press !== mine) return;
    endNotice();
    if (answer.ok && answer.value.files > 0) {
      press = { ...mine, kind: 'ready' };
      if (!mine.isAwaited) return;
      lastNotice = get().notify({ tone: 'ok', text: i18n.t('grid.dragReady', { count: answer.value.files }) });
      return;
    }
    press = answer.ok ? { kind: 'too-much' } : { kind: 'failed', error: answer.error };
    if (mine.isAwaited) tell(press);
  };

  const tell = (state: Press) => {
    if (state.kind === 'failed') get().notifyError(state.error);
    if (state.kind === 'denied') get().notify({ tone: 'info', text: state.text });
    if (state.kind === 'too-much') get().notify({ tone: 'info', text: tooMuchText() });
    if (state.kind === 'making') lastNotice = get().notify({ tone: 'info', text: i18n.t('grid.dragNotReady') });
  };

  return {
    isDraggingOut: false,

    pressForDrag: async (groupId) => {
      const connectionId = connectionIdOf(get());
      if (connectionId === null) return;
      const { selection, settings, abilities } = get();
      const ids = selection.ids.has(groupId) ? selection.ids : null;
      const what = JSON.stringify([connectionId, settings.dragOutAs, contentOf(groupId, ids)]);
      const isSame = (press.kind === 'making' || press.kind === 'ready') && press.what === what;
      if (isSame) return;
      forget();
      const denial = denialOf(abilities, 'get');
      if (denial) press = { kind: 'denied', text: denialText(denial) };
      else if (ids !== null && ids.size > MAX_DRAG_FILES) press = { kind: 'too-much' };
      else await prepare(connectionId, ids?.toUint32Array() ?? Uint32Array.of(groupId), what);
    },

    releaseDrag: () => {
      const isAwaited = (press.kind === 'making' || press.kind === 'ready') && press.isAwaited;
      if (!isAwaited) forget();
    },

    dragOut: async () => {
      if (press.kind === 'making' || press.kind === 'ready') press.isAwaited = true;
      if (press.kind !== 'ready') return tell(press);
      const { dragId } = press;
      // Another drag of the same pictures needs files of its own: these go to whom they are dropped on.
      press = { kind: 'none' };
      endNotice();
      set({ isDraggingOut: true });
      const answer = await invoke('drag-out/start', { dragId });
      set({ isDraggingOut: false });
      if (!answer.ok) get().notifyError(answer.error);
    },
  };
};

/** What tells one press from another; too many ids are not told apart, since none of them is dragged. */
const contentOf = (groupId: number, ids: IdSet | null): readonly number[] =>
  ids === null || ids.size > MAX_DRAG_FILES ? [groupId] : [...ids.toUint32Array()];

function tooMuchText(): string {
  const { number, bytes } = formatsOf(currentLocale());
  return i18n.t('grid.dragTooMuch', { number: number(MAX_DRAG_FILES), bytes: bytes(MAX_DRAG_BYTES) });
}
