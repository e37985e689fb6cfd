import type { ViewQuery } from './catalogue-slice.ts';

/** More than anyone goes back and forth between; the one left longest ago is forgotten. */
const MAX_PLACES = 100;

/** Where a view stood when it was left: the picture at the window's top. */
interface LeftPlace {
  groupId: number;
  /** From the picture's top edge to the window's, in pixels. */
  shift: number;
}

/** Remembers where albums stood when others were looked at. What was searched for begins at its start every time. */
interface LeftPlaces {
  /** Null for a view that stood at its start. */
  leave: (query: ViewQuery, place: LeftPlace | null) => void;
  find: (query: ViewQuery) => LeftPlace | null;
  forget: () => void;
}

export function createLeftPlaces(): LeftPlaces {
  const places = new Map<string, LeftPlace>();
  const keyOf = ({ album, incompleteOnly }: ViewQuery): string => JSON.stringify([album, incompleteOnly]);
  return {
    leave: (query, place) => {
      if (query.search !== '') return;
      places.delete(keyOf(query));
      if (place !== null) places.set(keyOf(query), place);
      const [oldest] = places.keys();
      if (places.size > MAX_PLACES && oldest !== undefined) places.delete(oldest);
    },
    find: (query) => (query.search === '' ? (places.get(keyOf(query)) ?? null) : null),
    forget: () => places.clear(),
  };
}
