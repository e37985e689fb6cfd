import { setImmediate } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { TimeSlice } from '../../electron/catalogue/time-slice.ts';
import { takeTurn } from '../../electron/turns.ts';

/** Notes each turn of the event loop. */
async function note(order: string[], turns: number): Promise<void> {
  for (let turn = 0; turn < turns; turn++) {
    await setImmediate();
    order.push('short');
  }
}

it('lets short work go between two kinds of long work that wait at the same time', async () => {
  const order: string[] = [];
  const long = async (name: string) => {
    await takeTurn();
    order.push(name);
  };
  await Promise.all([note(order, 2), long('first'), long('second')]);
  expect(order).toEqual(['short', 'first', 'short', 'second']);
});

it('lets short work go between the stretches of long work that used up its slice', async () => {
  const order: string[] = [];
  const long = new TimeSlice(0).each(3, () => order.push('long'), 1);
  await Promise.all([note(order, 2), long]);
  expect(order.filter((name) => name === 'long')).toHaveLength(3);
  expect(order.indexOf('short')).toBeLessThan(order.lastIndexOf('long'));
});
