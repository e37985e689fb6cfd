import type { AppError, S3Action } from '../../shared/app-error.ts';

/** Is told how each try of each request went: what the keys may do, and whether the server is there, is learnt so. */
export interface RequestObserver {
  /** The server did what was asked. */
  succeeded(action: S3Action): void;
  /** `isFinal` where no further try follows. Cancelled requests are not told. */
  failed(action: S3Action, error: AppError, isFinal: boolean): void;
}

/** Lets a request that must not be lost wait until the server can be reached again. */
export interface NetworkGate {
  /**
   * Resolves once the server is thought to be there: whether it was away until then. False means that waiting mended
   * nothing. Rejects with `cancelled` when `signal` aborts.
   */
  online(signal: AbortSignal): Promise<boolean>;
}
