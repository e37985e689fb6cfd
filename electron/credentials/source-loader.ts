import type { AwsCredentialIdentity } from '@smithy/types';

/** A source as it is now. */
export interface SourceLook {
  /** Another text after the source was edited. Holds secrets: only ever compared. */
  stamp: string;
  /** Loading may ask the person something: keys that were never believed are then not loaded again unasked. */
  asksPerson: boolean;
  /** The profile whose SSO session can be logged in to; null where there is none. */
  loginProfile: string | null;
  /** Other keys can be entered for it. */
  takesKeys: boolean;
}

/** How one source comes by its keys; it keeps none itself. */
export interface SourceLoader {
  /** Does not throw. */
  look(): Promise<SourceLook>;
  /** Reads, asks or runs whatever gives the keys, now. Throws an `AppFailure`; `cancelled` when `signal` aborts. */
  load(signal: AbortSignal): Promise<AwsCredentialIdentity>;
}

/** A loader whose module is read from the disk when it is first asked: the SDK's providers take a while to come. */
export function loadedLater(find: () => Promise<SourceLoader>): SourceLoader {
  let found: Promise<SourceLoader> | null = null;
  const loader = (): Promise<SourceLoader> => {
    found ??= find();
    return found;
  };
  return {
    look: async () => (await loader()).look(),
    load: async (signal) => (await loader()).load(signal),
  };
}
