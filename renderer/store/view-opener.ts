import type { ViewSummary } from '../../shared/pictures.ts';
import { invoke } from '../api.ts';
import type { Place } from './catalogue-slice.ts';
import type { Opened } from './opened-slice.ts';
import type { RowLoader } from './row-loader.ts';
import { type RowPages, rowAt } from './row-pages.ts';
import type { Store } from './store.ts';

type Set = (patch: Partial<Store>) => void;
type Get = () => Store;

/** A listing changes the catalogue many times a second; the view follows at most this often. */
const MIN_REOPEN_INTERVAL_MS = 400;
/** And takes no more than a third of the time, where that leaves it current: work of 300 ms is followed by 600 of rest. */
const REST_PER_WORK = 2;
const MAX_REOPEN_INTERVAL_MS = 1000;
/** Rows fetched with a view before the grid has said how many it shows. */
const FIRST_ROWS = 100;

type Reopening = 'idle' | 'waiting' | 'working';

export interface ViewOpener {
  /** The connection whose view is shown, or null. */
  connectionId: () => string | null;
  start: (loadAlbums: (connectionId: string) => void) => void;
  stop: () => void;
  /** Opens the store's query; `keep` holds the picture at the window's top in place. */
  open: (place: 'start' | 'keep') => void;
  /** The catalogue changed: opens the view again, soon and not too often. */
  reopenSoon: () => void;
}

const restAfter = (workMs: number): number =>
  Math.min(MAX_REOPEN_INTERVAL_MS, Math.max(MIN_REOPEN_INTERVAL_MS, REST_PER_WORK * workMs));

/**
 * Opens views and swaps them in whole: the new view's visible rows are here before the old ones leave, so that nothing
 * flickers while a listing goes on.
 */
export function createViewOpener(set: Set, get: Get, rows: RowLoader): ViewOpener {
  let connectionId: string | null = null;
  let onChange: (connectionId: string) => void = () => {};
  let ticket = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let reopening: Reopening = 'idle';
  /** The catalogue changed again while the view was being opened. */
  let changedMeanwhile = false;
  let restMs = MIN_REOPEN_INTERVAL_MS;
  /** A new query is on its way: a change of the catalogue meanwhile must not make it keep the old place. */
  let startsAnew = false;

  const open = async (wanted: 'start' | 'keep'): Promise<void> => {
    if (connectionId === null) return;
    ticket += 1;
    startsAnew ||= wanted === 'start';
    const mine = ticket;
    const isOutdated = () => mine !== ticket;
    const { query } = get();
    const startedAt = performance.now();
    const answer = await invoke('catalogue/view', { connectionId, ...query });
    if (isOutdated()) return;
    if (!answer.ok) {
      set({ view: { kind: 'failed', query, error: answer.error }, pages: new Map() });
      return;
    }
    const summary = answer.value;
    const place: Place = startsAnew ? { kind: 'start' } : await placeIn(summary);
    const { stretch } = get();
    const shift = place.kind === 'moved' ? place.to - place.from : 0;
    const from =
      place.kind === 'start' ? 0 : Math.max(0, Math.min(stretch.from + shift, summary.count - stretch.count));
    const pages = await rows.fetch(summary.viewId, from, Math.max(FIRST_ROWS, stretch.count), summary.count);
    const opened = await openedIn(summary);
    if (isOutdated()) return;
    restMs = restAfter(performance.now() - startedAt);
    if (pages === null) reopenSoon();
    else swap(summary, place, pages, opened);
  };

  const swap = (summary: ViewSummary, place: Place, pages: RowPages, opened: Opened) => {
    const { selection, query } = get();
    startsAnew = false;
    const anchor = place.kind === 'moved' && place.from === place.to ? selection.anchor : null;
    set({
      view: { kind: 'open', summary, query, place },
      pages,
      selection: { ...selection, anchor },
      ...(get().opened.kind === 'viewer' ? { opened } : {}),
    });
  };

  /** Where the picture at the window's top went. At the very start the window stays there: new pictures are seen. */
  const placeIn = async (summary: ViewSummary): Promise<Place> => {
    const { stretch, pages } = get();
    const row = rowAt(pages, stretch.top);
    if (stretch.top === 0 || !row) return { kind: 'moved', from: 0, to: 0 };
    const answer = await invoke('catalogue/index-of', { viewId: summary.viewId, groupId: row.groupId });
    const to = answer.ok && answer.value >= 0 ? answer.value : stretch.top;
    return { kind: 'moved', from: stretch.top, to };
  };

  /** What lies open, at its place in a new view. Where the person went on meanwhile, what is open then counts. */
  const openedIn = async (summary: ViewSummary): Promise<Opened> => {
    const { opened } = get();
    const found = await placed(opened, summary);
    return get().opened === opened ? found : openedIn(summary);
  };

  /** The open viewer's place in a new view: the same picture, or what took its place when it is gone. */
  const placed = async (opened: Opened, summary: ViewSummary): Promise<Opened> => {
    if (opened.kind === 'none') return opened;
    const { viewId, count } = summary;
    const answer = await invoke('catalogue/index-of', { viewId, groupId: opened.groupId });
    if (!answer.ok) return opened;
    if (answer.value >= 0 || opened.index < 0) return { ...opened, index: answer.value };
    const index = Math.min(opened.index, count - 1);
    const neighbours = index < 0 ? null : await rows.fetch(viewId, index, 1, count);
    const row = neighbours ? rowAt(neighbours, index) : undefined;
    return row ? { kind: 'viewer', index, groupId: row.groupId } : { kind: 'none' };
  };

  const reopenSoon = () => {
    if (reopening === 'idle') {
      reopening = 'waiting';
      timer = setTimeout(() => void reopen(), restMs);
    } else if (reopening === 'working') changedMeanwhile = true;
  };

  const reopen = async () => {
    if (connectionId === null) return;
    reopening = 'working';
    changedMeanwhile = false;
    onChange(connectionId);
    await open('keep');
    reopening = 'idle';
    if (changedMeanwhile) reopenSoon();
  };

  return {
    connectionId: () => connectionId,
    start: (loadAlbums) => {
      const { connection } = get();
      if (connection.kind !== 'open') return;
      connectionId = connection.connection.connectionId;
      onChange = loadAlbums;
      loadAlbums(connectionId);
      void open('start');
    },
    stop: () => {
      connectionId = null;
      ticket += 1;
      clearTimeout(timer);
      reopening = 'idle';
      restMs = MIN_REOPEN_INTERVAL_MS;
    },
    open: (place) => void open(place),
    reopenSoon,
  };
}
