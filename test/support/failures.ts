import { type AppError, AppFailure } from '../../shared/app-error.ts';

/** The error that something fails with; itself fails where that succeeds or throws anything but an `AppFailure`. */
export async function errorOf(attempt: Promise<unknown>): Promise<AppError> {
  try {
    await attempt;
  } catch (thrown) {
    if (thrown instanceof AppFailure) return thrown.error;
    throw thrown;
  }
  throw new Error('expected a failure but it succeeded');
}
