import pRetry from 'p-retry';
import { type AppError, type AppErrorCode, toAppError } from '../../shared/app-error.ts';
import type { RequestContext } from './bucket-context.ts';
import { toS3Failure } from './errors.ts';
import type { Pace } from './timeouts.ts';

/**
 * How often each kind of failure is tried again. A storm of 503 is waited out (about a minute with the default pace);
 * an address that does not answer is not, for a person waits for the sentence.
 */
const REPEATS: Partial<Record<AppErrorCode, number>> = {
  throttled: 9,
  'server-error': 5,
  'transfer-damaged': 3,
  unreachable: 2,
  'timed-out': 1,
  // The SDK takes the server's time from the refusal, so the second try is signed with it.
  'clock-skew': 1,
};
/** In all, where kinds of failure mix. */
const MOST_REPEATS = 12;
const NOT_IMPLEMENTED = 501;

/** How many repeats a failure of this kind is worth. */
export function repeatsFor(error: AppError): number {
  if (error.code === 'server-error' && (error.status < 500 || error.status === NOT_IMPLEMENTED)) return 0;
  return REPEATS[error.code] ?? 0;
}

/** Runs an attempt until it succeeds, is refused for good or is cancelled. Throws an `AppFailure`. */
export async function withRepeats<T>(
  context: RequestContext,
  pace: Readonly<Pace>,
  attempt: (number: number) => Promise<T>,
): Promise<T> {
  const failures = new Map<AppErrorCode, number>();
  const isWorthRepeating = (error: AppError): boolean => {
    const times = (failures.get(error.code) ?? 0) + 1;
    failures.set(error.code, times);
    return times <= repeatsFor(error);
  };
  const asFailures = async (number: number): Promise<T> => {
    try {
      return await attempt(number);
    } catch (thrown) {
      throw toS3Failure(thrown, context);
    }
  };
  try {
    return await pRetry(asFailures, {
      retries: MOST_REPEATS,
      minTimeout: pace.firstRepeatMs,
      maxTimeout: pace.longestRepeatMs,
      randomize: true,
      signal: context.signal,
      shouldRetry: ({ error }) => isWorthRepeating(toAppError(error)),
    });
  } catch (thrown) {
    throw toS3Failure(thrown, context);
  }
}
