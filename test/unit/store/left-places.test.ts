import { describe, expect, it } from 'vitest';
import type { ViewQuery } from '../../../renderer/store/catalogue-slice.ts';
import { createLeftPlaces } from '../../../renderer/store/left-places.ts';

const album = (name: string, changes: Partial<ViewQuery> = {}): ViewQuery => ({
  ...{ album: name, search: '', sort: 'newest', incompleteOnly: false },
  ...changes,
});
const place = { groupId: 7, shift: 12 };

describe('places where views were left', () => {
  it('are found again in any order, for that album alone', () => {
    const places = createLeftPlaces();
    places.leave(album('a/'), place);
    expect(places.find(album('a/', { sort: 'name' }))).toEqual(place);
    expect(places.find(album('b/'))).toBeNull();
    expect(places.find(album('a/', { incompleteOnly: true }))).toBeNull();
  });

  it('are none for a view that stood at its start when it was left, nor for a search', () => {
    const places = createLeftPlaces();
    places.leave(album('a/'), place);
    places.leave(album('a/'), null);
    places.leave(album('b/', { search: 'x' }), place);
    expect(places.find(album('a/'))).toBeNull();
    expect(places.find(album('b/'))).toBeNull();
    expect(places.find(album('b/', { search: 'x' }))).toBeNull();
  });

  it('are forgotten where they are too many, the one left longest ago first', () => {
    const places = createLeftPlaces();
    for (let at = 0; at < 100; at += 1) places.leave(album(`${at}/`), place);
    places.leave(album('0/'), place);
    places.leave(album('more/'), place);
    expect(places.find(album('0/'))).toEqual(place);
    expect(places.find(album('1/'))).toBeNull();
    expect(places.find(album('more/'))).toEqual(place);
  });
});
