import type { Result } from '../../shared/app-error.ts';
import type { GroupRow } from '../../shared/pictures.ts';
import { invoke } from '../api.ts';
import { PAGE_ROWS, pagesCovering, type RowPages, withPages } from './row-pages.ts';
import type { Store } from './store.ts';

type Set = (patch: Partial<Store>) => void;
type Get = () => Store;

/** Fetches pages of rows, each once at a time, and keeps the store's cache bounded. */
export interface RowLoader {
  /** Loads what is missing of a stretch of the current view. */
  load: (from: number, count: number) => Promise<void>;
  /** As `load`, but one stretch at a time: of those that rush past meanwhile only the last is loaded. */
  show: (from: number, count: number) => void;
  /** Fetches a stretch of any view without touching the store; null where main refused. */
  fetch: (viewId: string, from: number, count: number, total: number) => Promise<RowPages | null>;
  forget: () => void;
}

export function createRowLoader(set: Set, get: Get): RowLoader {
  const underWay = new Map<string, Promise<Result<GroupRow[]>>>();
  const lastUsed = new Map<number, number>();
  let tick = 0;

  const fetchPage = (viewId: string, page: number): Promise<Result<GroupRow[]>> => {
    const key = `${viewId}/${page}`;
    const running = underWay.get(key);
    if (running) return running;
    const request = invoke('catalogue/rows', { viewId, from: page * PAGE_ROWS, count: PAGE_ROWS });
    underWay.set(key, request);
    void request.finally(() => underWay.delete(key));
    return request;
  };

  const loadPage = async (viewId: string, page: number): Promise<void> => {
    const answer = await fetchPage(viewId, page);
    const { view, pages } = get();
    if (view.kind !== 'open' || view.summary.viewId !== viewId) return;
    if (answer.ok) set({ pages: withPages(pages, new Map([[page, answer.value]]), lastUsed) });
    else if (answer.error.code === 'stale-view') get().reopenView();
    else get().notifyError(answer.error);
  };

  const load = async (from: number, count: number): Promise<void> => {
    const { view, pages } = get();
    if (view.kind !== 'open') return;
    const { viewId, count: total } = view.summary;
    tick += 1;
    const wanted = pagesCovering(from, count, total);
    for (const page of wanted) lastUsed.set(page, tick);
    await Promise.all(wanted.filter((page) => !pages.has(page)).map((page) => loadPage(viewId, page)));
  };

  /** The stretch to load next; null while none waits. */
  let next: { from: number; count: number } | null = null;
  let isShowing = false;
  const showNext = async (): Promise<void> => {
    if (isShowing) return;
    isShowing = true;
    while (next !== null) {
      const { from, count } = next;
      next = null;
      await load(from, count);
    }
    isShowing = false;
  };

  return {
    load,
    show: (from, count) => {
      next = { from, count };
      void showNext();
    },
    fetch: async (viewId, from, count, total) => {
      const wanted = pagesCovering(from, count, total);
      const answers = await Promise.all(wanted.map((page) => fetchPage(viewId, page)));
      const fetched = new Map<number, readonly GroupRow[]>();
      for (const [position, answer] of answers.entries()) {
        const page = wanted[position];
        if (!answer.ok || page === undefined) return null;
        fetched.set(page, answer.value);
      }
      return fetched;
    },
    forget: () => {
      lastUsed.clear();
      tick = 0;
    },
  };
}
