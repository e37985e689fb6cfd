import { describe, expect, it } from 'vitest';
import type { RequestContext } from '../../../electron/s3/bucket-context.ts';
import { repeatsFor, withRepeats } from '../../../electron/s3/retry.ts';
import { DEFAULT_PACE } from '../../../electron/s3/timeouts.ts';
import { type AppError, AppFailure } from '../../../shared/app-error.ts';
import { errorOf } from '../../support/failures.ts';

const endpoint = 'https://s3.example';
const pace = { ...DEFAULT_PACE, firstRepeatMs: 0, longestRepeatMs: 0 };
const context = (signal: AbortSignal = new AbortController().signal): RequestContext => ({
  action: 'get',
  bucket: 'photos',
  key: 'k',
  region: 'us-east-1',
  endpoint,
  signal,
});
const throttled: AppError = { code: 'throttled', endpoint };
const unreachable: AppError = { code: 'unreachable', endpoint, detail: 'ECONNRESET' };

/** An attempt that fails with each error in turn, then succeeds; it counts its calls. */
function failing(...errors: AppError[]) {
  const calls: number[] = [];
  const attempt = async (number: number) => {
    calls.push(number);
    const error = errors[calls.length - 1];
    if (error !== undefined) throw new AppFailure(error);
    return 'done';
  };
  return { calls, attempt };
}

describe('an attempt', () => {
  it('is made once where it succeeds', async () => {
    const { calls, attempt } = failing();
    expect(await withRepeats(context(), pace, attempt)).toBe('done');
    expect(calls).toEqual([1]);
  });

  it('is repeated as often as its failure is worth, and no more', async () => {
    const nine = failing(...Array<AppError>(9).fill(throttled));
    expect(await withRepeats(context(), pace, nine.attempt)).toBe('done');
    const ten = failing(...Array<AppError>(10).fill(throttled));
    expect(await errorOf(withRepeats(context(), pace, ten.attempt))).toEqual(throttled);
    expect(ten.calls).toHaveLength(10);
  });

  it('counts each kind of failure by itself', async () => {
    const { attempt } = failing(throttled, throttled, throttled, unreachable, unreachable);
    expect(await withRepeats(context(), pace, attempt)).toBe('done');
  });

  it.each<AppError>([
    { code: 'access-denied', action: 'get', bucket: 'photos', key: 'k' },
    { code: 'wrong-keys', bucket: 'photos', endpoint },
    { code: 'key-vanished', key: 'k' },
    { code: 'not-s3', endpoint, detail: '' },
    { code: 'file-changed', path: '/x' },
    { code: 'server-error', endpoint, status: 501, detail: 'NotImplemented' },
    { code: 'server-error', endpoint, status: 400, detail: 'InvalidRequest' },
  ])('is not repeated after $code', async (error) => {
    expect(repeatsFor(error)).toBe(0);
    const { calls, attempt } = failing(error);
    expect(await errorOf(withRepeats(context(), pace, attempt))).toEqual(error);
    expect(calls).toHaveLength(1);
  });

  it('is not repeated once cancelled, and ends at once while it waits', async () => {
    const controller = new AbortController();
    const slow = { ...pace, firstRepeatMs: 3_600_000, longestRepeatMs: 3_600_000 };
    let calls = 0;
    const attempt = async () => {
      calls++;
      queueMicrotask(() => setImmediate(() => controller.abort()));
      throw new AppFailure(throttled);
    };
    expect(await errorOf(withRepeats(context(controller.signal), slow, attempt))).toEqual({ code: 'cancelled' });
    expect(calls).toBe(1);
  });
});
