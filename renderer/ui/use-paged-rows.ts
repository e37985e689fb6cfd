import { useCallback, useEffect, useRef, useState } from 'react';
import type { Result } from '../../shared/app-error.ts';
import type { RowRange } from './windowed-rows.ts';

/** Rows asked for at a time. */
const PAGE_ROWS = 100;

/**
 * Rows of a long list, fetched by the page as they come into view. `revision` says that rows may have changed: those on
 * screen are asked for again, while the known ones still show. `fetch` has to keep its identity.
 */
export function usePagedRows<T>(
  fetch: (from: number, count: number) => Promise<Result<T[]>>,
  revision: unknown,
): { rowAt: (index: number) => T | undefined; show: (range: RowRange) => void } {
  const [pages, setPages] = useState<ReadonlyMap<number, readonly T[]>>(new Map());
  const shown = useRef<RowRange>({ from: 0, count: 0 });
  const asked = useRef(new Map<number, unknown>());

  const load = useCallback(async () => {
    const { from, count } = shown.current;
    if (count === 0) return;
    const [first, last] = [Math.floor(from / PAGE_ROWS), Math.floor((from + count - 1) / PAGE_ROWS)];
    for (let page = first; page <= last; page += 1) {
      if (asked.current.has(page) && asked.current.get(page) === revision) continue;
      asked.current.set(page, revision);
      const answer = await fetch(page * PAGE_ROWS, PAGE_ROWS);
      if (answer.ok) setPages((known) => new Map([...known, [page, answer.value]]));
      else asked.current.delete(page);
    }
  }, [fetch, revision]);

  useEffect(() => void load(), [load]);
  const show = useCallback(
    (range: RowRange) => {
      shown.current = range;
      void load();
    },
    [load],
  );
  const rowAt = (index: number) => pages.get(Math.floor(index / PAGE_ROWS))?.[index % PAGE_ROWS];
  return { rowAt, show };
}
