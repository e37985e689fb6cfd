import type { ViewSummary } from '../../shared/pictures.ts';
import { invoke } from '../api.ts';
import type { Place, ViewQuery } from './catalogue-slice.ts';
import { createLeftPlaces } from './left-places.ts';
import type { Opened } from './opened-slice.ts';
import type { RowLoader } from './row-loader.ts';
import { type RowPages, rowAt } from './row-pages.ts';
import { emptySelection, firstSpot, type Selection, type Spot } from './selection-slice.ts';
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

/** Rows fetched before the one that the window's top goes back to. */
const ROWS_BEFORE = 50;

type Reopening = 'idle' | 'waiting' | 'working';

/** What stands somewhere in the view. */
interface Spots {
  opened: Opened;
  cursor: Spot;
  anchor: Spot | null;
}

interface NewView {
  summary: ViewSummary;
  query: ViewQuery;
  place: Place;
  pages: RowPages;
  ids: Uint32Array | null;
  spots: Spots;
}

interface ViewOpener {
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

  const places = createLeftPlaces();

  const open = async (wanted: 'start' | 'keep'): Promise<void> => {
    if (connectionId === null) return;
    ticket += 1;
    if (wanted === 'start') leavePlace();
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
    const place = startsAnew ? await placeBack(query, summary) : await placeIn(summary);
    const [pages, ids] = await Promise.all([rowsAt(place, summary), idsOf(summary)]);
    const spots = await spotsIn(summary, place);
    if (isOutdated()) return;
    restMs = restAfter(performance.now() - startedAt);
    if (pages === null) reopenSoon();
    else swap({ summary, query, place, pages, ids, spots });
  };

  const swap = ({ summary, query, place, pages, ids, spots }: NewView) => {
    const { selection, opened, returnTo } = get();
    const isBack = spots.opened.kind === 'viewer' && spots.opened.groupId === returnTo;
    startsAnew = false;
    set({
      view: { kind: 'open', summary, query, place },
      pages,
      cursor: spots.cursor,
      selection: withinView({ ...selection, anchor: spots.anchor }, ids),
      ...(opened.kind === 'viewer' ? { opened: spots.opened, returnTo: isBack ? null : returnTo } : {}),
    });
  };

  /** The rows that the window shows first. */
  const rowsAt = (place: Place, { viewId, count }: ViewSummary): Promise<RowPages | null> => {
    const { stretch } = get();
    const wanted = Math.max(FIRST_ROWS, stretch.count);
    if (place.kind === 'start') return rows.fetch(viewId, 0, wanted, count);
    const from = place.kind === 'back' ? place.index - ROWS_BEFORE : stretch.from + place.to - place.from;
    return rows.fetch(viewId, Math.max(0, Math.min(from, count - stretch.count)), wanted + ROWS_BEFORE, count);
  };

  /** Every id of the new view, where something is selected: what it does not hold is selected no more. */
  const idsOf = ({ viewId, count }: ViewSummary): Promise<Uint32Array | null> =>
    get().selection.ids.size === 0 ? Promise.resolve(null) : get().idsBetween(viewId, 0, count);

  /** Remembers where the view that is shown stands. */
  const leavePlace = () => {
    const { view, stretch, pages } = get();
    const groupId = rowAt(pages, stretch.top)?.groupId;
    if (view.kind !== 'open') return;
    places.leave(view.query, stretch.isAtStart || groupId === undefined ? null : { groupId, shift: stretch.shift });
  };

  /** Where the view of a query stood when it was left; its start where that is gone. */
  const placeBack = async (query: ViewQuery, summary: ViewSummary): Promise<Place> => {
    const left = places.find(query);
    const index = left === null ? -1 : await indexIn(summary, left.groupId);
    return left === null || index < 0 ? { kind: 'start' } : { kind: 'back', index, shift: left.shift };
  };

  /** Where the picture at the window's top went. At the very start the window stays there: new pictures are seen. */
  const placeIn = async (summary: ViewSummary): Promise<Place> => {
    const { stretch, pages } = get();
    const row = rowAt(pages, stretch.top);
    if (stretch.isAtStart || !row) return { kind: 'moved', from: stretch.top, to: stretch.top };
    const to = await indexIn(summary, row.groupId);
    return { kind: 'moved', from: stretch.top, to: to < 0 ? stretch.top : to };
  };

  const indexIn = async ({ viewId }: ViewSummary, groupId: number): Promise<number> => {
    const answer = await invoke('catalogue/index-of', { viewId, groupId });
    return answer.ok ? answer.value : -1;
  };

  /** Where everything stands in a new view. Where the person went on meanwhile, what is then counts. */
  const spotsIn = async (summary: ViewSummary, place: Place): Promise<Spots> => {
    const { opened, cursor, selection } = get();
    const isNew = place.kind !== 'moved';
    const spots: Spots = {
      opened: await placed(opened, summary),
      cursor: isNew ? newSpot(place) : await followed(cursor, summary),
      anchor: selection.anchor === null || isNew ? null : await followed(selection.anchor, summary),
    };
    const now = get();
    const isCurrent = now.opened === opened && now.cursor === cursor && now.selection.anchor === selection.anchor;
    return isCurrent ? spots : spotsIn(summary, place);
  };

  /** A spot at its group's place in a new view; what took its place where the group is gone. */
  const followed = async (spot: Spot, summary: ViewSummary): Promise<Spot> => {
    const groupId = spot.groupId ?? rowAt(get().pages, spot.index)?.groupId;
    if (spot === firstSpot || groupId === undefined) return spot;
    const index = await indexIn(summary, groupId);
    if (index >= 0) return { index, groupId };
    return { index: Math.max(0, Math.min(spot.index, summary.count - 1)), groupId: undefined };
  };

  /** The open viewer's place in a new view: the picture that it waits for, the same one, or what took its place when it is gone. */
  const placed = async (opened: Opened, summary: ViewSummary): Promise<Opened> => {
    if (opened.kind === 'none') return opened;
    const { returnTo } = get();
    const back = returnTo === null ? -1 : await indexIn(summary, returnTo);
    if (returnTo !== null && back >= 0) return { kind: 'viewer', index: back, groupId: returnTo };
    const { viewId, count } = summary;
    const answer = await invoke('catalogue/index-of', { viewId, groupId: opened.groupId });
    if (!answer.ok) return opened;
    if (answer.value >= 0 || opened.index < 0) return { ...opened, index: answer.value };
    // Another name may have taken it out of a search: it is there all the same.
    if (await isThere(opened.groupId)) return { ...opened, index: -1 };
    const index = Math.min(opened.index, count - 1);
    const neighbours = index < 0 ? null : await rows.fetch(viewId, index, 1, count);
    const row = neighbours ? rowAt(neighbours, index) : undefined;
    return row ? { kind: 'viewer', index, groupId: row.groupId } : { kind: 'none' };
  };

  const isThere = async (groupId: number): Promise<boolean> =>
    connectionId !== null && (await invoke('catalogue/group', { connectionId, groupId })).ok;

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
      places.forget();
    },
    open: (place) => void open(place),
    reopenSoon,
  };
}

const newSpot = (place: Place): Spot =>
  place.kind === 'back' ? { index: place.index, groupId: undefined } : firstSpot;

/** Without what the view holds no more; `ids` are all that it holds, null where nobody asked. */
function withinView({ ids, anchor, kept }: Selection, held: Uint32Array | null): Selection {
  if (held === null) return { ids, anchor, kept };
  const left = ids.within(held);
  return left.size === 0 ? emptySelection : { ids: left, anchor, kept: kept === ids ? left : kept.within(held) };
}
