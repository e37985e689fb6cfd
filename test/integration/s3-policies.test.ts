import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Bucket } from '../../electron/s3/bucket.ts';
import type { S3Action } from '../../shared/app-error.ts';
import { listKeys, putText, readText } from '../support/bucket-content.ts';
import { errorOf } from '../support/failures.ts';
import { plainClient, setPolicy } from '../support/plain-client.ts';
import type { RgwServer } from '../support/rgw.ts';
import { newBucket, rgwLabel, rgwMissing, runningRgw } from '../support/s3-servers.ts';

const { signal } = new AbortController();

/** What the app does, and what a policy calls it. `below` is where the action applies. */
const actions: Record<Extract<S3Action, 'list' | 'get' | 'put' | 'delete'>, { action: string; below: string[] }> = {
  list: { action: 's3:ListBucket', below: [''] },
  get: { action: 's3:GetObject', below: ['/*'] },
  put: { action: 's3:PutObject', below: ['/*'] },
  // Ceph asks for the bucket itself where several are deleted by one request.
  delete: { action: 's3:DeleteObject', below: ['', '/*'] },
};
type Action = keyof typeof actions;

// The embedded server asks nobody who they are: only a server that does can deny something.
describe.skipIf(rgwMissing !== null)(`policies that deny one action: ${rgwLabel}`, () => {
  let server: RgwServer;
  let name: string;
  let own: Bucket;
  let stranger: Bucket;

  beforeAll(() => {
    server = runningRgw();
    return () => server.stop();
  });
  beforeEach(async () => {
    name = await newBucket(server);
    own = server.openBucket(name);
    stranger = server.openBucket(name, { keys: server.stranger });
    await putText(own, 'theirs', 'to read');
    await putText(own, 'doomed', 'to delete');
    return () => {
      own.close();
      stranger.close();
    };
  });

  /** Everything but one action is allowed. */
  const allowAllBut = (denied: Action): Promise<void> => {
    const allowed = Object.values(actions).filter(({ action }) => action !== actions[denied].action);
    return setPolicy(
      plainClient(server),
      name,
      allowed.map(({ action, below }) => ({ Effect: 'Allow', Action: action, below })),
    );
  };

  const attempts: Record<Action, () => Promise<unknown>> = {
    list: () => listKeys(stranger),
    get: () => readText(stranger, 'theirs'),
    put: () => putText(stranger, 'new', 'by a stranger'),
    delete: async () => {
      const { failed } = await stranger.deleteKeys(['doomed'], { signal });
      return failed;
    },
  };

  it.each(Object.keys(actions) as Action[])(
    'case 48: with %s denied alone, that is what the error names, and the rest works',
    async (denied) => {
      await allowAllBut(denied);
      const key = { list: null, get: 'theirs', put: 'new', delete: 'doomed' }[denied];
      const error = { code: 'access-denied', action: denied, bucket: name, key };
      if (denied === 'delete') expect(await attempts.delete()).toEqual([{ key, error }]);
      else expect(await errorOf(attempts[denied]())).toEqual(error);

      const others = (Object.keys(actions) as Action[]).filter((action) => action !== denied);
      const results = Object.fromEntries(await Promise.all(others.map(async (one) => [one, await attempts[one]()])));
      if ('get' in results) expect(results.get).toBe('to read');
      if ('list' in results) expect(results.list).toContain('theirs');
      // What a stranger puts belongs to the stranger: its content is not the owner's to read.
      expect(await listKeys(own, { prefix: 'new' })).toEqual(denied === 'put' ? [] : ['new']);
      if ('delete' in results) expect(results.delete).toEqual([]);
      expect(await listKeys(own, { prefix: 'doomed' })).toEqual(denied === 'delete' ? ['doomed'] : []);
    },
  );

  it('case 48: keys that may only write also write what must be new', async () => {
    await setPolicy(plainClient(server), name, [{ Effect: 'Allow', Action: 's3:PutObject', below: ['/*'] }]);
    const put = (key: string) =>
      stranger.put(key, Buffer.from('new'), { contentType: 'text/plain', onlyNew: true, signal });
    await put('fresh');
    expect(await listKeys(own, { prefix: 'fresh' })).toEqual(['fresh']);
    expect(await errorOf(put('theirs'))).toEqual({ code: 'already-exists', key: 'theirs' });
  });

  it('a prefix alone can be listed where the policy grants only that', async () => {
    await putText(own, 'post/1');
    await setPolicy(plainClient(server), name, [
      { Effect: 'Allow', Action: 's3:ListBucket', below: [''], Condition: { StringLike: { 's3:prefix': 'post/*' } } },
    ]);
    const below = server.openBucket(name, { keys: server.stranger, prefix: 'post/' });
    expect(await listKeys(below)).toEqual(['post/1']);
    expect(await errorOf(listKeys(stranger))).toMatchObject({ code: 'access-denied', action: 'list' });
    below.close();
  });
});
