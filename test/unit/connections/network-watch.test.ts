import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createNetworkWatch, type NetworkWatch } from '../../../electron/connections/network-watch.ts';
import { DEFAULT_NETWORK_PACE } from '../../../electron/s3/timeouts.ts';
import { type AppError, AppFailure } from '../../../shared/app-error.ts';
import type { NetworkState } from '../../../shared/connection.ts';
import { errorOf } from '../../support/failures.ts';

const endpoint = 'https://s3.example';
const unreachable: AppError = { code: 'unreachable', endpoint, detail: 'ENETUNREACH' };
const timedOut: AppError = { code: 'timed-out', endpoint };
const denied: AppError = { code: 'access-denied', action: 'list', bucket: 'photos', key: null };
const portal: AppError = { code: 'not-s3', endpoint, detail: 'a page' };
const { signal } = new AbortController();
const START = 1_000_000;

/** What the next looks find: an error, null for an answer, or nothing until they are aborted. */
let looks: (AppError | null | 'silence')[];
let looked: number;
/** The looks that were aborted, by their number. */
let aborted: number[];
let states: NetworkState[];
let watch: NetworkWatch;

beforeEach(() => {
  vi.useFakeTimers({ now: START });
  looks = [];
  looked = 0;
  aborted = [];
  states = [];
  watch = createNetworkWatch({
    probe: (look) => {
      const number = ++looked;
      const found = looks[Math.min(number, looks.length) - 1] ?? null;
      if (found === null) return Promise.resolve();
      if (found !== 'silence') return Promise.reject(new AppFailure(found));
      return new Promise((_, reject) => {
        look.addEventListener('abort', () => {
          aborted.push(number);
          reject(new AppFailure(timedOut));
        });
      });
    },
    onChange: (state) => states.push(state),
  });
});
afterEach(() => {
  watch.close();
  vi.useRealTimers();
});

/** Lets what is due by now happen. */
const settle = () => vi.advanceTimersByTimeAsync(0);
const goOffline = async () => {
  watch.failed('put', unreachable, true);
  await settle();
};
const offlineFrom = (since: number, at: number, pause: number, error: AppError = unreachable): NetworkState => ({
  state: 'offline',
  error,
  since,
  nextTryAt: at + pause,
});

describe('a network watch', () => {
  it('is offline once a look confirms that a request was not answered', async () => {
    looks = [unreachable];
    await goOffline();
    expect(watch.state()).toEqual(offlineFrom(START, START, 2_000));
    expect(states).toEqual([watch.state()]);
  });

  it.each<[string, AppError | null]>([
    ['answers', null],
    ['refuses', denied],
  ])('stays online where the server %s when it is looked for', async (_, found) => {
    looks = [found];
    await goOffline();
    expect(looked).toBe(1);
    expect(watch.state()).toEqual({ state: 'online' });
    expect(states).toEqual([]);
  });

  it.each<[string, AppError]>([
    ['a login page of the network', portal],
    ['a certificate that cannot be trusted', { code: 'tls-failed', endpoint, reason: 'name', detail: 'X' }],
    ['silence', timedOut],
  ])('is offline where %s answers instead', async (_, found) => {
    looks = [found];
    await goOffline();
    expect(watch.state()).toEqual(offlineFrom(START, START, 2_000, found));
  });

  it('does not look for a failure that is no outage, or that is tried again', async () => {
    watch.failed('get', denied, true);
    watch.failed('get', portal, true);
    watch.failed('get', unreachable, false);
    await settle();
    expect(looked).toBe(0);
  });

  it('looks once for many requests that fail together', async () => {
    looks = ['silence'];
    for (let i = 0; i < 50; i++) watch.failed('get', timedOut, true);
    await settle();
    expect(looked).toBe(1);
  });

  it('gives up a look without an answer within its limit', async () => {
    looks = ['silence'];
    await goOffline();
    expect(watch.state()).toEqual({ state: 'online' });
    await vi.advanceTimersByTimeAsync(DEFAULT_NETWORK_PACE.probeMs);
    expect(watch.state()).toMatchObject({ state: 'offline', since: START + DEFAULT_NETWORK_PACE.probeMs });
  });

  it('looks again with pauses that grow from 2 s to 30 s, and says each time when next', async () => {
    looks = [unreachable];
    await goOffline();
    for (let i = 0; i < 6; i++) await vi.advanceTimersToNextTimerAsync();
    const pauses = states.map((state, i) => {
      const before = states[i - 1];
      const from = before?.state === 'offline' ? before.nextTryAt : START;
      return state.state === 'offline' ? state.nextTryAt - from : 0;
    });
    expect(pauses).toEqual([2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
    expect(states.every((state) => state.state === 'offline' && state.since === START)).toBe(true);
  });

  it('is online again as soon as a look is answered, and the pauses are short again the next time', async () => {
    looks = [unreachable, unreachable, denied, unreachable];
    await goOffline();
    await vi.advanceTimersByTimeAsync(6_000);
    expect(watch.state()).toEqual({ state: 'online' });
    expect(states.map(({ state }) => state)).toEqual(['offline', 'offline', 'online']);
    await goOffline();
    expect(watch.state()).toEqual(offlineFrom(START + 6_000, START + 6_000, 2_000));
  });

  it('is online again as soon as any request succeeds, and looks no more', async () => {
    looks = [unreachable];
    await goOffline();
    watch.succeeded('get');
    expect(states.at(-1)).toEqual({ state: 'online' });
    await vi.advanceTimersByTimeAsync(120_000);
    expect(looked).toBe(1);
  });

  it('does not believe a look that a success has overtaken', async () => {
    looks = ['silence'];
    await goOffline();
    watch.succeeded('get');
    expect(aborted).toEqual([1]);
    await vi.advanceTimersByTimeAsync(120_000);
    expect(states).toEqual([]);
  });

  it('looks once at a time, however often it is told to', async () => {
    looks = [unreachable, 'silence'];
    await goOffline();
    for (const _ of ['first press', 'second press']) watch.tryNow();
    await settle();
    expect(looked).toBe(2);
    watch.close();
    expect(aborted).toEqual([2]);
  });

  it('looks at once where it is told to, and only while offline', async () => {
    looks = [unreachable, unreachable, null];
    watch.tryNow();
    await settle();
    expect(looked).toBe(0);
    await goOffline();
    watch.tryNow();
    await settle();
    expect(watch.state()).toEqual(offlineFrom(START, START, 4_000));
    watch.tryNow();
    await settle();
    expect(watch.state()).toEqual({ state: 'online' });
    await vi.advanceTimersByTimeAsync(120_000);
    expect(looked).toBe(3);
  });
});

describe('what waits for the network', () => {
  it('goes on at once while the server is there', async () => {
    expect(await watch.online(signal)).toBe(false);
  });

  it('goes on when the look says that the server was never away', async () => {
    looks = ['silence'];
    watch.failed('put', unreachable, true);
    const waiting = watch.online(signal);
    watch.succeeded('get');
    expect(await waiting).toBe(false);
  });

  it('goes on when the server is back after an hour, all of it', async () => {
    looks = [unreachable];
    await goOffline();
    const waiting = Promise.all(Array.from({ length: 20 }, () => watch.online(new AbortController().signal)));
    await vi.advanceTimersByTimeAsync(3_600_000);
    expect(watch.state().state).toBe('offline');
    looks = [null];
    await vi.advanceTimersByTimeAsync(DEFAULT_NETWORK_PACE.longestProbeMs);
    expect(await waiting).toEqual(Array(20).fill(true));
  });

  it('ends with `cancelled` when it is given up, the others wait on', async () => {
    looks = [unreachable];
    await goOffline();
    const controller = new AbortController();
    const given = errorOf(watch.online(controller.signal));
    const kept = watch.online(signal);
    controller.abort();
    expect(await given).toEqual({ code: 'cancelled' });
    expect(await errorOf(watch.online(controller.signal))).toEqual({ code: 'cancelled' });
    watch.succeeded('get');
    expect(await kept).toBe(true);
  });

  it('ends with `cancelled` when the watch is closed, which leaves no timer', async () => {
    looks = [unreachable];
    await goOffline();
    const waiting = errorOf(watch.online(signal));
    watch.close();
    expect(await waiting).toEqual({ code: 'cancelled' });
    expect(await errorOf(watch.online(signal))).toEqual({ code: 'cancelled' });
    await goOffline();
    expect(looked).toBe(1);
    expect(vi.getTimerCount()).toBe(0);
  });
});
