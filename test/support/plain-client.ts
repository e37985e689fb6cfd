import { PutBucketPolicyCommand, S3Client } from '@aws-sdk/client-s3';
import { onTestFinished } from 'vitest';
import type { TestServer } from './embedded-server.ts';

/** The SDK itself, to look at a server past the product. Goes when the test is over. */
export function plainClient(server: TestServer): S3Client {
  const { endpoint, keys, region } = server;
  const client = new S3Client({ endpoint, region, credentials: keys, forcePathStyle: true });
  onTestFinished(() => client.destroy());
  return client;
}

/** One statement of a bucket policy; resources are named below the bucket, `''` is the bucket itself. */
export interface Statement {
  Effect: 'Allow' | 'Deny';
  Action: string | string[];
  below: string[];
  Condition?: Record<string, Record<string, string>>;
}

/** Says what everyone may do with a bucket, or with what lies in it. */
export async function setPolicy(client: S3Client, bucket: string, statements: readonly Statement[]): Promise<void> {
  const Policy = JSON.stringify({
    Version: '2012-10-17',
    Statement: statements.map(({ below, ...statement }) => ({
      ...statement,
      Principal: '*',
      Resource: below.map((name) => `arn:aws:s3:::${bucket}${name}`),
    })),
  });
  await client.send(new PutBucketPolicyCommand({ Bucket: bucket, Policy }));
}
