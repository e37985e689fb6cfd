import type { Result } from '../../shared/app-error.ts';
import { invoke } from '../api.ts';

interface Held {
  viewId: string;
  /** Place in the view of the first id. */
  from: number;
  ids: Uint32Array;
}

/**
 * The group ids of one stretch of one view, grown as ranges grow: a range over a million rows that gets one row longer
 * asks main for that row alone.
 */
interface ViewIds {
  /** Ids of the places from `from` to before `end`. */
  between: (viewId: string, from: number, end: number) => Promise<Result<Uint32Array>>;
  forget: () => void;
}

export function createViewIds(): ViewIds {
  let held: Held | null = null;
  const ask = (viewId: string, from: number, end: number) =>
    from < end
      ? invoke('catalogue/ids', { viewId, from, count: end - from })
      : Promise.resolve({ ok: true as const, value: new Uint32Array(0) });

  return {
    between: async (viewId, from, end) => {
      const known =
        held?.viewId === viewId && touches(held, from, end) ? held : { viewId, from, ids: new Uint32Array(0) };
      const knownEnd = known.from + known.ids.length;
      const [before, after] = await Promise.all([ask(viewId, from, known.from), ask(viewId, knownEnd, end)]);
      if (!before.ok) return before;
      if (!after.ok) return after;
      const first = Math.min(from, known.from);
      const ids = joined([before.value, known.ids, after.value]);
      held = { viewId, from: first, ids };
      return { ok: true, value: ids.subarray(from - first, end - first) };
    },
    forget: () => {
      held = null;
    },
  };
}

const touches = ({ from, ids }: Held, wantedFrom: number, end: number): boolean =>
  wantedFrom <= from + ids.length && end >= from;

function joined(parts: readonly Uint32Array[]): Uint32Array {
  const filled = parts.filter((part) => part.length > 0);
  const [only] = filled;
  if (only !== undefined && filled.length === 1) return only;
  const all = new Uint32Array(filled.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of filled) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
