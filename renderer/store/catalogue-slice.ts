import type { AppError } from '../../shared/app-error.ts';
import type { Events, Request } from '../../shared/contract.ts';
import type { AlbumList, ViewSummary } from '../../shared/pictures.ts';
import { invoke } from '../api.ts';
import { createRowLoader } from './row-loader.ts';
import { type RowPages, rowAt, withNames } from './row-pages.ts';
import { emptySelection, firstSpot } from './selection-slice.ts';
import type { SliceOf } from './slice.ts';
import { createViewOpener } from './view-opener.ts';

/** What is to be seen: album, search, order. */
export type ViewQuery = Omit<Request<'catalogue/view'>, 'connectionId'>;

/**
 * Where the grid goes when a view comes: to its start, to the same picture at its new place, or back to where it was when
 * the view was left (`shift`: from the picture's top edge to the window's, in pixels).
 */
export type Place =
  | { kind: 'start' }
  | { kind: 'moved'; from: number; to: number }
  | { kind: 'back'; index: number; shift: number };

export type ViewState =
  | { kind: 'none' }
  | { kind: 'open'; summary: ViewSummary; query: ViewQuery; place: Place }
  | { kind: 'failed'; query: ViewQuery; error: AppError };

/** The rows on screen: `top` is the first of them, the one that stays in place when the view changes under it. */
interface Stretch {
  from: number;
  count: number;
  top: number;
  /** From the top edge of `top` to the window's, in pixels. */
  shift: number;
  /** Nobody has scrolled: what is new is to be seen. */
  isAtStart: boolean;
}

export interface CatalogueSlice {
  albums: AlbumList | null;
  /** Whether this bucket held a picture since it was opened. */
  hasHeldPictures: boolean;
  /** What is asked for; `view.query` is what is shown, until main has answered. */
  query: ViewQuery;
  view: ViewState;
  pages: RowPages;
  /** Rows on screen, told by the grid. Not for rendering. */
  stretch: Stretch;
  startCatalogue: () => void;
  stopCatalogue: () => void;
  changeQuery: (patch: Partial<ViewQuery>) => void;
  /** The grid shows these rows now: loads what is missing. */
  showStretch: (stretch: Stretch) => void;
  /** Loads rows that something other than the grid needs, e.g. the viewer's neighbours. */
  loadRows: (from: number, count: number) => Promise<void>;
  catalogueChanged: (connectionId: string) => void;
  namesLearned: (learned: Events['catalogue/names']) => void;
  /** Tries again after a view failed. */
  reopenView: () => void;
}

const everything = (sort: ViewQuery['sort']): ViewQuery => ({ album: null, search: '', sort, incompleteOnly: false });
const noStretch: Stretch = { from: 0, count: 0, top: 0, shift: 0, isAtStart: true };

export const createCatalogueSlice: SliceOf<CatalogueSlice> = (set, get) => {
  const rows = createRowLoader(set, get);
  const views = createViewOpener(set, get, rows);

  const loadAlbums = async (connectionId: string) => {
    const answer = await invoke('catalogue/albums', { connectionId });
    if (views.connectionId() !== connectionId) return;
    if (answer.ok) set({ albums: answer.value, hasHeldPictures: get().hasHeldPictures || answer.value.groups > 0 });
    else get().notifyError(answer.error);
  };

  return {
    albums: null,
    hasHeldPictures: false,
    query: everything('newest'),
    view: { kind: 'none' },
    pages: new Map(),
    stretch: noStretch,

    startCatalogue: () => {
      get().stopCatalogue();
      views.start((connectionId) => void loadAlbums(connectionId));
    },
    stopCatalogue: () => {
      views.stop();
      rows.forget();
      set({
        albums: null,
        hasHeldPictures: false,
        query: everything(get().settings.sort),
        view: { kind: 'none' },
        pages: new Map(),
        stretch: noStretch,
        selection: emptySelection,
        cursor: firstSpot,
        opened: { kind: 'none' },
        returnTo: null,
      });
    },
    changeQuery: (patch) => {
      const before = get().query;
      const query = { ...before, ...patch };
      if (isSameSet(before, query)) {
        // The same pictures in another order: what is selected stays, and so does the picture at the window's top.
        set({ query });
        views.open('keep');
        return;
      }
      set({ query, selection: emptySelection });
      views.open('start');
    },
    showStretch: (stretch) => {
      set({ stretch });
      rows.show(stretch.from, stretch.count);
    },
    loadRows: (from, count) => rows.load(from, count),
    catalogueChanged: (connectionId) => {
      if (connectionId === views.connectionId()) views.reopenSoon();
    },
    namesLearned: ({ connectionId, names, nameless }) => {
      if (connectionId !== views.connectionId()) return;
      const { albums, pages } = get();
      set({ pages: withNames(pages, names), albums: albums && { ...albums, nameless } });
    },
    reopenView: () => views.open('keep'),
  };
};

const isSameSet = (a: ViewQuery, b: ViewQuery): boolean =>
  a.album === b.album && a.search === b.search && a.incompleteOnly === b.incompleteOnly;

/** The group at a place of the current view; undefined while its row is not here. */
export const groupIdAt = (pages: RowPages, index: number): number | undefined => rowAt(pages, index)?.groupId;
