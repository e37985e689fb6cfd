import type { OpenBucketParts } from '../../electron/connections/open-bucket.ts';
import { createCredentialSessions } from '../../electron/credentials/credential-sessions.ts';
import type {
  CredentialLease,
  CredentialSessions,
  KeyPrompts,
  KeyStore,
} from '../../electron/credentials/credentials.ts';
import { createBucketRegions } from '../../electron/s3/bucket-regions.ts';
import { createEndpointMemory } from '../../electron/s3/endpoint-features.ts';
import { AppFailure } from '../../shared/app-error.ts';

/** A computer on which no keys were typed in. */
export const noKeys: KeyStore = {
  hasKeyring: () => false,
  list: async () => [],
  add: () => Promise.reject(new AppFailure({ code: 'keys-gone' })),
  replace: () => Promise.reject(new AppFailure({ code: 'keys-gone' })),
  read: () => Promise.reject(new AppFailure({ code: 'keys-gone' })),
  forget: async () => undefined,
};

/** A person who closes every window that asks. */
export const nobodyThere: KeyPrompts = { enterKeys: async () => null, askMfaCode: async () => null };

/** The AWS files of this process, read by the product's own sessions. The caller closes them. */
export const createSessions = (): CredentialSessions =>
  createCredentialSessions({
    keyStore: noKeys,
    prompts: nobodyThere,
    logIn: () => Promise.reject(new AppFailure({ code: 'cancelled' })),
    onTroubles: () => undefined,
    onSourcesChanged: () => undefined,
  });

/** What a bucket is opened with where nobody mends what is wrong with the keys: requests fail in place of waiting. */
export function impatientParts(): OpenBucketParts {
  return {
    sessions: {
      async lease(source) {
        const sessions = createSessions();
        const lease = await sessions.lease(source).catch((thrown: unknown) => {
          sessions.close();
          throw thrown;
        });
        const impatient: CredentialLease = {
          ...lease,
          renew: ({ error }) => Promise.reject(new AppFailure(error)),
          release() {
            lease.release();
            sessions.close();
          },
        };
        return impatient;
      },
    },
    endpoints: createEndpointMemory(),
    regions: createBucketRegions(),
    requestLog: { succeeded: () => undefined, failed: () => undefined },
  };
}
