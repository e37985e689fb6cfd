import { randomUUID } from 'node:crypto';
import { GetPublicAccessBlockCommand, PutPublicAccessBlockCommand } from '@aws-sdk/client-s3';
import { beforeAll, describe, expect, it } from 'vitest';
import { createS3Account, type S3Account } from '../../electron/s3/account.ts';
import { fixedCredentials } from '../../electron/s3/bucket-credentials.ts';
import { listKeys, putText, readText } from '../support/bucket-content.ts';
import { TEST_PACE, type TestServer } from '../support/embedded-server.ts';
import { errorOf } from '../support/failures.ts';
import { plainClient } from '../support/plain-client.ts';
import { newBucket, rgwLabel, rgwMissing, runningRgw, serverKinds } from '../support/s3-servers.ts';

const { signal } = new AbortController();

const accountOf = (
  { endpoint, keys, region }: TestServer,
  changes: { region?: string; keys?: TestServer['keys'] } = {},
): S3Account =>
  createS3Account({
    endpoint,
    region: changes.region ?? region,
    pathStyle: true,
    credentials: fixedCredentials({ ...(changes.keys ?? keys) }),
    pace: TEST_PACE,
  });

describe.each(serverKinds)('the account at $label', ({ missing, start }) => {
  describe.skipIf(missing !== null)('that is running', () => {
    let server: TestServer;
    let account: S3Account;

    beforeAll(async () => {
      server = await start();
      account = accountOf(server);
      return async () => {
        account.close();
        await server.stop();
      };
    });

    it('lists its buckets by name', async () => {
      const made = [await newBucket(server), await newBucket(server)];
      const listed = await account.listBuckets({ signal });
      const names = listed.map(({ name }) => name);
      expect(names).toEqual(expect.arrayContaining(made));
      expect(names).toEqual([...names].sort());
      const { created } = listed.find(({ name }) => name === made[0]) ?? { created: 0 };
      expect(Math.abs((created ?? 0) - Date.now())).toBeLessThan(120_000);
    });

    it.each(['us-east-1', 'ap-northeast-2'])('makes a bucket that can be used at once, in %s', async (region) => {
      const there = accountOf(server, { region });
      const name = `made-${randomUUID()}`;
      expect(await there.createBucket(name, { signal })).toMatchObject({ name });
      const bucket = server.openBucket(name);
      await putText(bucket, 'k', 'hello');
      expect(await readText(bucket, 'k')).toBe('hello');
      bucket.close();
      there.close();
    });

    it('does not make one a second time', async () => {
      const name = await newBucket(server);
      expect(await errorOf(account.createBucket(name, { signal }))).toEqual({
        code: 'bucket-taken',
        bucket: name,
        byOwnAccount: true,
      });
    });
  });
});

describe.skipIf(rgwMissing !== null)(`accounts of a server that tells them apart: ${rgwLabel}`, () => {
  it('shuts a new bucket to the public: no ACL opens an object in it', async () => {
    const server = runningRgw();
    const account = accountOf(server);
    const name = `shut-${randomUUID()}`;
    await account.createBucket(name, { signal });
    const reply = await plainClient(server).send(new GetPublicAccessBlockCommand({ Bucket: name }));
    expect(reply.PublicAccessBlockConfiguration).toMatchObject({
      IgnorePublicAcls: true,
      BlockPublicPolicy: true,
      RestrictPublicBuckets: true,
    });
    const bucket = server.openBucket(name);
    await bucket.put('k', Buffer.from('x'), { contentType: 'text/plain', acl: 'public-read', signal });
    expect((await fetch(await bucket.publicUrl('k'))).status).toBe(403);
    expect(await listKeys(bucket)).toEqual(['k']);
    bucket.close();
    account.close();
    await server.stop();
  });

  it('says that a bucket blocks public access where a public ACL is refused for it', async () => {
    const server = runningRgw();
    const name = await newBucket(server);
    const PublicAccessBlockConfiguration = { BlockPublicAcls: true };
    await plainClient(server).send(new PutPublicAccessBlockCommand({ Bucket: name, PublicAccessBlockConfiguration }));
    const bucket = server.openBucket(name);
    const put = bucket.put('k', Buffer.from('x'), { contentType: 'text/plain', acl: 'public-read', signal });
    expect(await errorOf(put)).toEqual({ code: 'public-access-blocked', bucket: name });
    expect(await listKeys(bucket)).toEqual([]);
    bucket.close();
    await server.stop();
  });

  it('says that another account’s bucket is taken, and leaves it alone', async () => {
    const server = runningRgw();
    const name = await newBucket(server);
    const stranger = accountOf(server, { keys: server.stranger });
    expect(await errorOf(stranger.createBucket(name, { signal }))).toEqual({
      code: 'bucket-taken',
      bucket: name,
      byOwnAccount: false,
    });
    stranger.close();
    await server.stop();
  });
});
