import type { AwsCredentialIdentity, AwsCredentialIdentityProvider } from '@smithy/types';
import { type AppError, AppFailure } from '../../shared/app-error.ts';

/** Keys that were refused, or could not be had. */
export interface Refusal {
  error: AppError;
  /** See {@link BucketCredentials.generation}. */
  generation: number;
}

/** What signs a bucket's requests, and what is done when the signature is refused. */
export interface BucketCredentials {
  /** For the SDK, which asks before each request. Throws an `AppFailure`. */
  readonly provide: AwsCredentialIdentityProvider;
  /** Counts the keys given so far: tells a refusal of today's keys from one of earlier ones. */
  generation(): number;
  /** When the keys given last expire, ms since the epoch; null, or no such method, where they do not. */
  expiresAt?(): number | null;
  /** A request signed with the keys of `generation` was believed. */
  accepted(generation: number): void;
  /**
   * Resolves as soon as other keys are worth a try, which may be after a person logged in. Rejects with an `AppFailure`
   * where nobody will bring any (then with the refusal's own error), and with `cancelled` when `signal` aborts.
   */
  renew(refusal: Refusal, signal: AbortSignal): Promise<void>;
}

/** Keys that nobody renews: the demo's, and those of tests. */
export const fixedCredentials = (keys: AwsCredentialIdentity): BucketCredentials => ({
  provide: () => Promise.resolve(keys),
  generation: () => 0,
  accepted: () => undefined,
  renew: ({ error }) => Promise.reject(new AppFailure(error)),
});
