import { useCallback, useEffect, useRef } from 'react';
import { invoke } from '../api.ts';
import { useStore } from '../store/store.ts';

/** The viewer's place in the current view, and the ways to leave it. */
export interface Place {
  /** -1 where the view does not hold the picture (it was opened by its address). */
  index: number;
  count: number;
  viewId: string | null;
  goTo: (index: number) => void;
  step: (by: number) => void;
}

/**
 * Where the shown picture stands in the view. Quick presses add up: the last place asked for wins, whichever answer
 * comes first.
 */
export function usePlace(index: number): Place {
  const view = useStore((state) => (state.view.kind === 'open' ? state.view.summary : null));
  const wanted = useRef(index);
  const request = useRef(0);
  useEffect(() => {
    wanted.current = index;
    request.current += 1;
  }, [index]);

  const viewId = view?.viewId ?? null;
  const count = view?.count ?? 0;
  const goTo = useCallback(
    (target: number) => {
      const to = Math.min(Math.max(0, target), count - 1);
      if (viewId === null || to < 0 || to === wanted.current) return;
      wanted.current = to;
      request.current += 1;
      const asked = request.current;
      void openAt(viewId, to, () => asked === request.current);
    },
    [viewId, count],
  );
  const step = useCallback((by: number) => goTo(wanted.current + by), [goTo]);
  return { index, count, viewId, goTo, step };
}

/** Shows the picture at a place of a view, unless `isWanted` says that something else was asked for meanwhile. */
async function openAt(viewId: string, index: number, isWanted: () => boolean): Promise<void> {
  const answer = await invoke('catalogue/rows', { viewId, from: index, count: 1 });
  const { opened, openViewer, notifyError } = useStore.getState();
  if (opened.kind !== 'viewer' || !isWanted()) return;
  if (!answer.ok) {
    if (answer.error.code !== 'stale-view') notifyError(answer.error);
    return;
  }
  const [row] = answer.value;
  if (!row) return;
  const place = await placeNow(viewId, index, row.groupId);
  if (isWanted()) openViewer(place, row.groupId);
}

/** The place of a group in the view that is shown now, which may have replaced the one it was found in. */
async function placeNow(viewId: string, index: number, groupId: number): Promise<number> {
  const { view } = useStore.getState();
  if (view.kind !== 'open' || view.summary.viewId === viewId) return index;
  const answer = await invoke('catalogue/index-of', { viewId: view.summary.viewId, groupId });
  return answer.ok ? answer.value : index;
}
