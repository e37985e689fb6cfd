import fc from 'fast-check';
import { expect, it } from 'vitest';
import { distinct } from '../../../electron/transfers/distinct.ts';

it('keeps each id once, in the order in which it came first', async () => {
  const ids = fc.oneof(fc.integer({ min: 0, max: 70 }), fc.integer({ min: 0, max: 0xffff_ffff }));
  await fc.assert(
    fc.asyncProperty(fc.array(ids, { maxLength: 200 }), async (some) => {
      expect([...(await distinct(Uint32Array.from(some)))]).toEqual([...new Set(some)]);
    }),
  );
});
