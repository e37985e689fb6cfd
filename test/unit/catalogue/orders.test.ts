import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCatalogue, type LocalCatalogue } from '../../../electron/catalogue/columnar-catalogue.ts';
import { RowChanges } from '../../../electron/catalogue/row-changes.ts';
import { md5Like, NOW, SLOW_MS, uuidOf } from './support.ts';

const ORDERS = ['newest', 'oldest', 'name', 'size'] as const;
const create = (): Promise<LocalCatalogue> => createCatalogue({ prefix: '', namesPath: null, now: () => NOW });

/** Keys in the order of a view. Where rows are alike their numbers decide, so both must know the groups in one order. */
async function keysIn(catalogue: LocalCatalogue, sort: (typeof ORDERS)[number], album: string | null = null) {
  const view = await catalogue.openView({ album, search: '', sort, incompleteOnly: false });
  const ids = await catalogue.ids(view.viewId, 0, view.count);
  const groups = await Promise.all(Array.from(ids, (id) => catalogue.variants(id)));
  return { keys: groups.map((variants) => variants.map(({ key }) => key)), bytes: view.bytes };
}

const files = [
  ...['a/IMG_2.jpg', 'a/IMG_10.jpg', 'b/가.png', 'b/나.png'],
  ...[1, 2, 3].flatMap((n) => ['512', 'thumbnail'].map((size) => `a/${uuidOf(n)}_${size}.webp`)),
];
const step = fc.oneof(
  fc.record({
    kind: fc.constant('write' as const),
    key: fc.constantFrom(...files),
    bytes: fc.nat({ max: 3 }),
    modified: fc.integer({ min: -1, max: 3 }),
  }),
  fc.record({ kind: fc.constant('remove' as const), key: fc.constantFrom(...files) }),
  fc.record({
    kind: fc.constant('name' as const),
    key: fc.constantFrom(...files),
    name: fc.constantFrom('x', 'a', '글'),
  }),
  fc.record({ kind: fc.constant('look' as const), sort: fc.constantFrom(...ORDERS) }),
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

async function take(catalogue: LocalCatalogue, given: Step): Promise<void> {
  if (given.kind === 'write') await catalogue.addObjects([{ ...given, etag: md5Like(given.key) }]);
  else if (given.kind === 'remove') await catalogue.removeKeys([given.key]);
  else if (given.kind === 'name') {
    await catalogue.learn((await catalogue.groupOfKey(given.key)) ?? -1, { name: encodeURIComponent(given.name) });
  } else await keysIn(catalogue, given.sort);
}

describe('an order that is kept', () => {
  it(
    'is after any changes what sorting anew gives',
    async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
          const [looked, unlooked] = [await create(), await create()];
          for (const one of steps) {
            await take(looked, one);
            if (one.kind !== 'look') await take(unlooked, one);
          }
          for (const sort of ORDERS) {
            expect(await keysIn(looked, sort)).toEqual(await keysIn(unlooked, sort));
            expect(await keysIn(looked, sort, 'a/')).toEqual(await keysIn(unlooked, sort, 'a/'));
          }
        }),
        { numRuns: 150 },
      );
    },
    SLOW_MS,
  );
});

describe('changes of rows', () => {
  it('are known since any point, each once', () => {
    const changes = new RowChanges();
    const start = changes.point();
    for (const row of [5, 5, 7, 5]) changes.add(row);
    const middle = changes.point();
    changes.add(5);
    expect([...(changes.since(start) ?? [])]).toEqual([5, 7]);
    expect([...(changes.since(middle) ?? [])]).toEqual([5]);
    expect([...(changes.since(changes.point()) ?? [])]).toEqual([]);
  });

  it('are forgotten where they are too many, and known again from then on', () => {
    const changes = new RowChanges();
    const start = changes.point();
    for (let row = 0; row < 140_000; row += 1) changes.add(row);
    expect(changes.since(start)).toBeNull();
    const later = changes.point();
    changes.add(3);
    expect([...(changes.since(later) ?? [])]).toEqual([3]);
  });
});
