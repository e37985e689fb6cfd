import { describe, expect, it } from 'vitest';
import { createRankedQueue } from '../../../electron/images/ranked-queue.ts';
import { createGate } from '../../support/scripted-bucket.ts';

/** A queue whose only place is taken until it is let go, and what went through it after that. */
function busyQueue() {
  const queue = createRankedQueue(1);
  const gate = createGate();
  const order: string[] = [];
  void queue.add(() => gate.passed);
  const add = (id: string, rank: () => number, signal?: AbortSignal) =>
    queue.add(async () => order.push(id), { id, rank, ...(signal && { signal }) });
  return { add, gate, order, idle: () => queue.onIdle() };
}

describe('a queue by rank', () => {
  it('takes the highest first, and the earliest of equals', async () => {
    const { add, gate, order, idle } = busyQueue();
    for (const [id, rank] of Object.entries({ a: 1, b: 2, c: 1, d: 2 })) void add(id, () => rank);
    gate.open();
    await idle();
    expect(order).toEqual(['b', 'd', 'a', 'c']);
  });

  it('asks for ranks when a place is free, not when work is added', async () => {
    const { add, gate, order, idle } = busyQueue();
    const ranks = { a: 2, b: 1 };
    void add('a', () => ranks.a);
    void add('b', () => ranks.b);
    ranks.b = 3;
    gate.open();
    await idle();
    expect(order).toEqual(['b', 'a']);
  });

  it('leaves out what went while it waited', async () => {
    const { add, gate, order, idle } = busyQueue();
    const leaving = new AbortController();
    const left = add('a', () => 2, leaving.signal);
    void add('b', () => 1);
    leaving.abort();
    await expect(left).rejects.toThrow('aborted');
    gate.open();
    await idle();
    expect(order).toEqual(['b']);
  });
});
