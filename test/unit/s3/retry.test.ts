import { describe, expect, it } from 'vitest';
import type { BucketCredentials, Refusal } from '../../../electron/s3/bucket-credentials.ts';
import type { NetworkGate } from '../../../electron/s3/request-observer.ts';
import { repeatsFor, withRepeats } from '../../../electron/s3/retry.ts';
import { DEFAULT_PACE, MOST_RENEWALS, MOST_REPEATS, MOST_RESTARTS } from '../../../electron/s3/timeouts.ts';
import { type AppError, AppFailure } from '../../../shared/app-error.ts';
import { errorOf } from '../../support/failures.ts';
import { requestFacts, SOME_ENDPOINT } from '../../support/request-context.ts';

const endpoint = SOME_ENDPOINT;
const pace = { ...DEFAULT_PACE, firstRepeatMs: 0, longestRepeatMs: 0 };
const context = requestFacts;
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
    { code: 'tls-failed', endpoint, reason: 'name', detail: 'ERR_TLS_CERT_ALTNAME_INVALID' },
    { code: 'not-supported', endpoint, what: 'x-amz-acl' },
    { code: 'key-vanished', key: 'k' },
    { code: 'not-s3', endpoint, detail: '' },
    { code: 'file-changed', path: '/x' },
    { code: 'server-error', endpoint, status: 400, detail: 'InvalidRequest' },
  ])('is not repeated after $code', async (error) => {
    expect(repeatsFor(error)).toBe(0);
    const { calls, attempt } = failing(error);
    expect(await errorOf(withRepeats(context(), pace, attempt))).toEqual(error);
    expect(calls).toHaveLength(1);
  });

  it('is repeated after the trouble of a server from status 500 on', () => {
    expect(repeatsFor({ code: 'server-error', endpoint, status: 500, detail: '' })).toBeGreaterThan(0);
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
    expect(await errorOf(withRepeats(context({ signal: controller.signal }), slow, attempt))).toEqual({
      code: 'cancelled',
    });
    expect(calls).toBe(1);
  });
});

/** Keys that are replaced whenever they are refused; it keeps what it was told. */
function renewable(renew: BucketCredentials['renew'] = async () => undefined) {
  const refusals: Refusal[] = [];
  const accepted: number[] = [];
  let generation = 7;
  const credentials: BucketCredentials = {
    provide: () => Promise.resolve({ accessKeyId: 'A', secretAccessKey: 'B' }),
    generation: () => generation,
    accepted: (one) => accepted.push(one),
    renew: async (refusal, signal) => {
      refusals.push(refusal);
      await renew(refusal, signal);
      generation++;
    },
  };
  return { credentials, refusals, accepted };
}
const expired: AppError = { code: 'credentials-expired', bucket: 'photos' };
const unknownKey: AppError = { code: 'wrong-keys', bucket: 'photos', endpoint, reason: 'key' };
const loginNeeded: AppError = { code: 'login-needed', profile: 'studio' };

describe('an attempt whose keys are refused', () => {
  it('is made again at once with other keys, which count as believed once it succeeds', async () => {
    const { credentials, refusals, accepted } = renewable();
    const never = { ...pace, firstRepeatMs: 3_600_000, longestRepeatMs: 3_600_000 };
    const { calls, attempt } = failing(expired, unknownKey);
    expect(await withRepeats(context({ credentials }), never, attempt)).toBe('done');
    expect(calls).toEqual([1, 1, 1]);
    expect(refusals).toEqual([
      { error: expired, generation: 7 },
      { error: unknownKey, generation: 8 },
    ]);
    expect(accepted).toEqual([9]);
  });

  it('spends no repeat on it: a storm before and after is still waited out', async () => {
    const { credentials } = renewable();
    const storm = Array<AppError>(4).fill(throttled);
    const { attempt } = failing(...storm, expired, ...storm);
    expect(await withRepeats(context({ credentials }), pace, attempt)).toBe('done');
  });

  it('fails with the refusal where no keys are ever believed, after a handful of them', async () => {
    const { credentials, refusals, accepted } = renewable();
    const { calls, attempt } = failing(...Array<AppError>(100).fill(unknownKey));
    expect(await errorOf(withRepeats(context({ credentials }), pace, attempt))).toEqual(unknownKey);
    expect(refusals).toHaveLength(MOST_RENEWALS);
    expect(calls).toHaveLength(MOST_RENEWALS + 1);
    expect(accepted).toEqual([]);
  });

  it('fails with the reason why no other keys came, and is not made again', async () => {
    const { credentials } = renewable(() => Promise.reject(new AppFailure(loginNeeded)));
    const { calls, attempt } = failing(expired);
    expect(await errorOf(withRepeats(context({ credentials }), pace, attempt))).toEqual(loginNeeded);
    expect(calls).toHaveLength(1);
  });

  it('is cancelled while it waits for keys', async () => {
    const controller = new AbortController();
    const { credentials } = renewable(
      (_, signal) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(new AppFailure({ code: 'cancelled' })));
          controller.abort();
        }),
    );
    const { attempt } = failing(expired);
    const request = context({ credentials, signal: controller.signal });
    expect(await errorOf(withRepeats(request, pace, attempt))).toEqual({ code: 'cancelled' });
  });

  it.each<[string, unknown, AppError]>([
    ['is cancelled', undefined, { code: 'cancelled' }],
    ['runs into its time limit', new DOMException('', 'TimeoutError'), { code: 'timed-out', endpoint }],
  ])('%s while the first keys are still being fetched, and is never made', async (_, reason, error) => {
    const controller = new AbortController();
    const provide = () => {
      queueMicrotask(() => controller.abort(reason));
      return new Promise<never>(() => undefined);
    };
    const { calls, attempt } = failing();
    const request = context({ credentials: { ...renewable().credentials, provide }, signal: controller.signal });
    expect(await errorOf(withRepeats(request, pace, attempt))).toEqual(error);
    expect(calls).toEqual([]);
  });
});

/** Keeps what an observer is told. */
function watched() {
  const told: unknown[] = [];
  const observer = {
    succeeded: (action: string) => told.push([action]),
    failed: (action: string, { code }: AppError, isFinal: boolean) => told.push([action, code, isFinal]),
  };
  return { told, observer };
}

describe('an observer', () => {
  it('is told of each try, and which failure is the last', async () => {
    const { told, observer } = watched();
    const { attempt } = failing(throttled, unreachable, unreachable, unreachable);
    await errorOf(withRepeats(context({ observer, action: 'list' }), pace, attempt));
    expect(told).toEqual([
      ['list', 'throttled', false],
      ['list', 'unreachable', false],
      ['list', 'unreachable', false],
      ['list', 'unreachable', true],
    ]);
  });

  it('is told that a request which mixes all kinds of failures ends', async () => {
    const { told, observer } = watched();
    const serverError: AppError = { code: 'server-error', endpoint, status: 500, detail: '' };
    const { attempt } = failing(...Array.from({ length: 9 }, () => [throttled, serverError]).flat());
    await errorOf(withRepeats(context({ observer }), pace, attempt));
    expect(told.filter((one) => Array.isArray(one) && one[2] === true)).toHaveLength(1);
    expect(told.at(-1)).toMatchObject(['get', expect.any(String), true]);
  });

  it('is told of as many tries as a request has at the most, the last of them as such', async () => {
    const { told, observer } = watched();
    const damaged: AppError = { code: 'transfer-damaged', key: 'k', expected: '', received: '' };
    const storm = Array<AppError>(repeatsFor(throttled)).fill(throttled);
    const { calls, attempt } = failing(...storm, damaged, damaged, damaged, unreachable, unreachable);
    expect(await errorOf(withRepeats(context({ observer }), pace, attempt))).toEqual(unreachable);
    expect(calls).toHaveLength(MOST_REPEATS + 1);
    expect(told.slice(-2)).toEqual([
      ['get', 'transfer-damaged', false],
      ['get', 'unreachable', true],
    ]);
  });

  it('is told that keys were refused, and of the success with others', async () => {
    const { told, observer } = watched();
    const { credentials } = renewable();
    await withRepeats(context({ observer, credentials }), pace, failing(expired).attempt);
    expect(told).toEqual([['get', 'credentials-expired', false], ['get']]);
  });

  it('is not told of what was cancelled', async () => {
    const { told, observer } = watched();
    await errorOf(withRepeats(context({ observer }), pace, failing({ code: 'cancelled' }).attempt));
    expect(told).toEqual([]);
  });
});

describe('a put or a delete while the server is away', () => {
  const away = Array<AppError>(3).fill(unreachable);
  /** A gate that answers so, then says that the server was there all along. */
  function gateOf(...answers: boolean[]) {
    const waits: AbortSignal[] = [];
    const network: NetworkGate = {
      online: async (signal) => {
        waits.push(signal);
        return answers[waits.length - 1] ?? false;
      },
    };
    return { waits, network };
  }

  it.each(['put', 'delete'] as const)('starts over once it is back, however often it goes: %s', async (action) => {
    const { network, waits } = gateOf(...Array<boolean>(6).fill(true));
    const outages = Array.from({ length: 6 }, () => away).flat();
    const { calls, attempt } = failing(...outages);
    expect(await withRepeats(context({ action, network }), pace, attempt)).toBe('done');
    expect(waits).toHaveLength(6);
    expect(calls).toHaveLength(outages.length + 1);
  });

  it('starts over also after silence, all repeats anew', async () => {
    const timedOut: AppError = { code: 'timed-out', endpoint };
    const { network } = gateOf(true);
    const { attempt } = failing(timedOut, timedOut, throttled, ...away.slice(1));
    expect(await withRepeats(context({ action: 'put', network }), pace, attempt)).toBe('done');
  });

  it('gives up where the server is there and this request alone is not answered', async () => {
    const { network, waits } = gateOf();
    const { calls, attempt } = failing(...Array<AppError>(100).fill(unreachable));
    expect(await errorOf(withRepeats(context({ action: 'put', network }), pace, attempt))).toEqual(unreachable);
    expect(waits).toHaveLength(MOST_RESTARTS + 1);
    expect(calls).toHaveLength(3 * (MOST_RESTARTS + 1));
  });

  it('does not wait after a refusal, and a read never waits', async () => {
    const { network, waits } = gateOf(true);
    const refused = failing({ code: 'access-denied', action: 'put', bucket: 'photos', key: 'k' });
    await errorOf(withRepeats(context({ action: 'put', network }), pace, refused.attempt));
    const read = failing(...away);
    expect(await errorOf(withRepeats(context({ action: 'get', network }), pace, read.attempt))).toEqual(unreachable);
    expect(waits).toEqual([]);
  });

  it('does not wait beyond its own time limit', async () => {
    const { network, waits } = gateOf(true);
    const timedOut: AppError = { code: 'timed-out', endpoint };
    const request = context({
      action: 'put',
      network,
      signal: AbortSignal.abort(new DOMException('', 'TimeoutError')),
    });
    expect(await errorOf(withRepeats(request, pace, failing(...away).attempt))).toEqual(timedOut);
    expect(waits).toEqual([]);
  });

  it('is cancelled while it waits', async () => {
    const network: NetworkGate = { online: () => Promise.reject(new AppFailure({ code: 'cancelled' })) };
    const request = context({ action: 'put', network });
    expect(await errorOf(withRepeats(request, pace, failing(...away).attempt))).toEqual({ code: 'cancelled' });
  });
});
