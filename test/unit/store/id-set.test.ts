import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { IdSet } from '../../../renderer/store/id-set.ts';

/** Far apart, or so close together that many come twice. */
const ids = fc.oneof(
  fc.array(fc.integer({ min: 0, max: 3000 }), { maxLength: 200 }),
  fc.array(fc.integer({ min: 25, max: 40 }), { minLength: 10, maxLength: 60 }),
);
const sorted = (set: ReadonlySet<number>) => [...set].sort((a, b) => a - b);

describe('a set of group ids', () => {
  it('holds what a set holds, whatever is added, toggled and taken away', () => {
    fc.assert(
      fc.property(ids, ids, ids, (added, toggled, left) => {
        const model = new Set(added);
        let set = IdSet.of(added);
        for (const id of toggled) {
          if (!model.delete(id)) model.add(id);
          set = set.toggled(id);
        }
        expect(set.size).toBe(model.size);
        expect([...set.toUint32Array()]).toEqual(sorted(model));
        const kept = new Set(left.filter((id) => model.has(id)));
        expect([...set.within(Uint32Array.from(left)).toUint32Array()]).toEqual(sorted(kept));
        expect([...set.with(Uint32Array.from(left)).toUint32Array()]).toEqual(sorted(new Set([...model, ...left])));
      }),
    );
  });

  it('stays as it was when another is made of it', () => {
    const set = IdSet.of([1, 31, 32, 64]);
    set.toggled(31);
    set.with([2]);
    set.within([1]);
    expect([...set.toUint32Array()]).toEqual([1, 31, 32, 64]);
  });

  it('is the same object where nothing changes, so that nothing is drawn anew', () => {
    const set = IdSet.of([5, 6]);
    expect(set.with([5])).toBe(set);
    expect(set.with([])).toBe(set);
    expect(set.within([4, 5, 6])).toBe(set);
    expect(set.toggled(5).toggled(6)).toBe(IdSet.empty);
  });

  it('knows the only one', () => {
    expect(IdSet.of([77]).only()).toBe(77);
    expect(IdSet.of([77, 78]).only()).toBeUndefined();
    expect(IdSet.empty.only()).toBeUndefined();
  });

  it('knows no id far beyond those that it holds', () => {
    expect(IdSet.of([1]).has(4_000_000_000)).toBe(false);
  });
});
