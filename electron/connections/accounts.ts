import type { BucketSummary, S3Server } from '../../shared/connection.ts';
import type { CredentialSessions } from '../credentials/credentials.ts';
import type { S3Account } from '../s3/account.ts';
import { serverOptions } from './server-options.ts';

/** What a set of keys sees of a server before one of its buckets is opened. */
export interface Accounts {
  /** By name. Throws an `AppFailure`. */
  listBuckets(server: S3Server): Promise<BucketSummary[]>;
  /** Makes a bucket that the public cannot read. Throws an `AppFailure`. */
  createBucket(server: S3Server, bucket: string): Promise<BucketSummary>;
  /** Ends what is being asked now with `cancelled`. */
  giveUp(): void;
}

export function createAccounts(sessions: Pick<CredentialSessions, 'lease'>): Accounts {
  let asking = new AbortController();

  const ask = async <T>(
    server: S3Server,
    bucket: string,
    question: (account: S3Account, options: { signal: AbortSignal }) => Promise<T>,
  ): Promise<T> => {
    asking.abort();
    asking = new AbortController();
    const { signal } = asking;
    const lease = await sessions.lease(server.source);
    try {
      const { createS3Account } = await import('../s3/account.ts');
      const account = createS3Account(serverOptions(server, lease, bucket));
      try {
        return await question(account, { signal });
      } finally {
        account.close();
      }
    } finally {
      lease.release();
    }
  };

  return {
    listBuckets: (server) => ask(server, '', (account, options) => account.listBuckets(options)),
    createBucket: (server, bucket) => ask(server, bucket, (account, options) => account.createBucket(bucket, options)),
    giveUp: () => asking.abort(),
  };
}
