import { beforeEach, describe, expect, it } from 'vitest';
import { fixedCredentials } from '../../../electron/s3/bucket-credentials.ts';
import { createBucketRegions } from '../../../electron/s3/bucket-regions.ts';
import type { S3BucketOptions } from '../../../electron/s3/s3-bucket.ts';
import { TEST_PACE } from '../../support/embedded-server.ts';
import { errorOf } from '../../support/failures.ts';
import { listenOnLoopback } from '../../support/loopback.ts';
import { createGate } from '../../support/scripted-bucket.ts';

const { signal } = new AbortController();

describe('the regions of buckets', () => {
  let options: S3BucketOptions;
  let asked: number;
  /** Replies wait for it. */
  let gate: Promise<void>;

  beforeEach(async () => {
    asked = 0;
    gate = Promise.resolve();
    const server = await listenOnLoopback(async (_, reply) => {
      asked += 1;
      await gate;
      reply.writeHead(301, { 'x-amz-bucket-region': 'ap-northeast-2', 'x-amz-request-id': 'tx1' }).end();
    });
    options = {
      name: 'photos',
      prefix: '',
      region: 'us-east-1',
      endpoint: server.endpoint,
      pathStyle: true,
      credentials: fixedCredentials({ accessKeyId: 'A', secretAccessKey: 'B' }),
      pace: TEST_PACE,
    };
    return server.stop;
  });

  it('case 17: are resolved once, though 50 ask at a time, and never again', async () => {
    const regions = createBucketRegions();
    const answers = await Promise.all(Array.from({ length: 50 }, () => regions.find(options, signal)));
    expect(answers).toEqual(Array(50).fill('ap-northeast-2'));
    expect(await regions.find({ ...options, region: 'eu-west-1' }, signal)).toBe('ap-northeast-2');
    expect(regions.known(options)).toBe('ap-northeast-2');
    expect(asked).toBe(1);
  });

  it('are asked for each bucket by itself', async () => {
    const regions = createBucketRegions();
    await regions.find(options, signal);
    await regions.find({ ...options, name: 'other' }, signal);
    expect(asked).toBe(2);
  });

  it('are not asked for where a reply told them', async () => {
    const regions = createBucketRegions();
    regions.learn(options, 'eu-west-1');
    expect(await regions.find(options, signal)).toBe('eu-west-1');
    expect(asked).toBe(0);
  });

  it('are found for the others where one of those who ask gives up', async () => {
    const { open, passed } = createGate();
    gate = passed;
    const regions = createBucketRegions();
    const impatient = new AbortController();
    const given = errorOf(regions.find(options, impatient.signal));
    const patient = regions.find(options, signal);
    impatient.abort();
    expect(await given).toEqual({ code: 'cancelled' });
    open();
    expect(await patient).toBe('ap-northeast-2');
  });
});
