import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { type TestServer, testServer } from './embedded-server.ts';
import type { RgwAddress, RgwKeys } from './start-rgw.ts';

export interface RgwServer extends TestServer {
  readonly stranger: RgwKeys;
}

/** The gateway takes no other: it rejects a LocationConstraint. */
const REGION = 'us-east-1';

/** The gateway of this run as a server to test against; `stop` leaves it running for the others. */
export function connectRgw({ endpoint, keys, stranger }: RgwAddress): RgwServer {
  const client = new S3Client({ region: REGION, endpoint, forcePathStyle: true, credentials: keys });
  const server = testServer({
    endpoint,
    region: REGION,
    keys,
    createBucket: async (name) => {
      await client.send(new CreateBucketCommand({ Bucket: name }));
    },
    stop: async () => client.destroy(),
  });
  return { ...server, stranger };
}
