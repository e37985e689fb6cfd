import { describe, expect, it, vi } from 'vitest';
import type { Bucket } from '../../../electron/s3/bucket.ts';
import { fixedCredentials } from '../../../electron/s3/bucket-credentials.ts';
import { type BucketRegions, createBucketRegions } from '../../../electron/s3/bucket-regions.ts';
import { createRegionalBucket } from '../../../electron/s3/regional-bucket.ts';
import type { S3BucketOptions } from '../../../electron/s3/s3-bucket.ts';
import { AppFailure } from '../../../shared/app-error.ts';
import { errorOf } from '../../support/failures.ts';
import { createGate, createScriptedBucket } from '../../support/scripted-bucket.ts';

const { signal } = new AbortController();
const HOME = 'ap-northeast-2';
const asked: S3BucketOptions = {
  name: 'photos',
  prefix: '',
  region: 'us-east-1',
  endpoint: '',
  pathStyle: false,
  credentials: fixedCredentials({ accessKeyId: 'A', secretAccessKey: 'B' }),
};

interface SceneOptions {
  /** Whether a refusal says where the bucket is. */
  tells?: boolean;
  /** What asking for the region comes to. */
  found?: string | null;
  known?: string;
  home?: string;
  /** The first request for the key `slow` is answered after it. */
  waits?: Promise<void>;
  /** A list fails after its first page, as if the bucket had moved meanwhile. */
  breaksOff?: boolean;
}

/** A bucket that is at `home` and refuses every request made elsewhere. */
function scene({ tells = true, found = null, known, home = HOME, waits, breaksOff }: SceneOptions = {}) {
  const made: string[] = [];
  const closed: string[] = [];
  const onRegion = vi.fn();
  const onClose = vi.fn();
  const memory = createBucketRegions();
  if (known !== undefined) memory.learn(asked, known);
  const find = vi.fn(async () => found);
  const regions: BucketRegions = { ...memory, find };
  const create = async ({ region }: S3BucketOptions): Promise<Bucket> => {
    made.push(region);
    const bucket = createScriptedBucket();
    const refuse = (): void => {
      if (region === home) return;
      const actual = tells ? home : null;
      throw new AppFailure({ code: 'wrong-region', bucket: asked.name, region, actual });
    };
    bucket.before = async ({ key }) => {
      if (key === 'slow') await waits;
      refuse();
    };
    bucket.objects.set('a', {
      content: Buffer.from('a'),
      contentType: '',
      cacheControl: undefined,
      metadata: {},
      acl: undefined,
      modified: 0,
    });
    return {
      ...bucket,
      async *listAll() {
        refuse();
        yield [{ key: 'a', bytes: 1, modified: 0, etag: 'a' }];
        if (breaksOff) throw new AppFailure({ code: 'wrong-region', bucket: asked.name, region, actual: 'eu-west-1' });
      },
      close: () => void closed.push(region),
    };
  };
  const bucket = createRegionalBucket(asked, { regions, onRegion, onClose, create });
  return { bucket, made, closed, onRegion, onClose, regions, find };
}

const read = (bucket: Bucket) => bucket.getBytes('a', { signal, maxBytes: 9 });
const listed = async (bucket: Bucket): Promise<string[]> => {
  const keys: string[] = [];
  for await (const page of bucket.listAll({ signal })) keys.push(...page.map(({ key }) => key));
  return keys;
};

describe('a bucket whose region is not certain', () => {
  it('makes no client before it is asked something', () => {
    expect(scene().made).toEqual([]);
  });

  it('case 17: makes a request again where the refusal says that the bucket is, and tells', async () => {
    const { bucket, made, onRegion, regions } = scene();
    expect((await read(bucket)).content.toString()).toBe('a');
    expect(made).toEqual([asked.region, HOME]);
    expect(bucket.region).toBe(HOME);
    expect(onRegion.mock.calls).toEqual([[HOME]]);
    expect(regions.known(asked)).toBe(HOME);
  });

  it('case 17: lists from the beginning in the right region, everything once', async () => {
    const { bucket } = scene();
    expect(await listed(bucket)).toEqual(['a']);
  });

  it('case 17: asks where the bucket is where the refusal does not say', async () => {
    const { bucket, find } = scene({ tells: false, found: HOME });
    expect(await listed(bucket)).toEqual(['a']);
    expect(find).toHaveBeenCalledTimes(1);
  });

  it('moves once, however many requests are refused at a time', async () => {
    const { bucket, made, onRegion } = scene();
    await Promise.all(Array.from({ length: 20 }, () => read(bucket)));
    expect(made).toEqual([asked.region, HOME]);
    expect(onRegion).toHaveBeenCalledTimes(1);
  });

  it('does not move again for a refusal that comes late, from the region that it left', async () => {
    const late = createGate();
    const { bucket, made, onRegion, regions } = scene({ tells: false, found: HOME, waits: late.passed });
    const slow = bucket.head('slow', { signal });
    await read(bucket);
    expect(bucket.region).toBe(HOME);
    late.open();
    expect(await errorOf(slow)).toMatchObject({ code: 'key-vanished' });
    expect(made).toEqual([asked.region, HOME]);
    expect(onRegion).toHaveBeenCalledTimes(1);
    expect(regions.find).toHaveBeenCalledTimes(1);
  });

  it('does not begin a list anew of which pages were given', async () => {
    const { bucket, made } = scene({ known: HOME, breaksOff: true });
    const keys: string[] = [];
    const list = async (): Promise<void> => {
      for await (const page of bucket.listAll({ signal })) keys.push(...page.map(({ key }) => key));
    };
    expect(await errorOf(list())).toMatchObject({ code: 'wrong-region' });
    expect(keys).toEqual(['a']);
    expect(made).toEqual([HOME]);
  });

  it('begins with the region that is known', async () => {
    const { bucket, made } = scene({ known: HOME });
    await read(bucket);
    expect(made).toEqual([HOME]);
  });

  it('forgets a region that is known and wrong: a name can be given again elsewhere', async () => {
    const { bucket, regions } = scene({ known: 'eu-west-1', tells: false });
    expect(await errorOf(read(bucket))).toMatchObject({ code: 'wrong-region', region: 'eu-west-1' });
    expect(regions.known(asked)).toBeNull();
  });

  it('says that the region is wrong where nobody knows a better one', async () => {
    const { bucket, onRegion } = scene({ tells: false });
    expect(await errorOf(listed(bucket))).toMatchObject({ code: 'wrong-region', region: asked.region, actual: null });
    expect(onRegion).not.toHaveBeenCalled();
  });

  it('closes the clients of all regions that it tried, and makes none afterwards', async () => {
    const { bucket, closed, made, onClose } = scene();
    await read(bucket);
    bucket.close();
    await vi.waitFor(() => expect(closed.sort()).toEqual([HOME, asked.region].sort()));
    expect(onClose).toHaveBeenCalledTimes(1);
    const never = scene();
    never.bucket.close();
    expect(await errorOf(read(never.bucket))).toEqual({ code: 'cancelled' });
    expect([...never.made, ...made]).toEqual(made);
  });

  it('is not led on from region to region for ever', async () => {
    let made = 0;
    const create = async ({ region }: S3BucketOptions): Promise<Bucket> => {
      made += 1;
      const bucket = createScriptedBucket();
      bucket.before = () => {
        throw new AppFailure({ code: 'wrong-region', bucket: asked.name, region, actual: `eu-west-${made}` });
      };
      return bucket;
    };
    const parts = { regions: createBucketRegions(), onRegion: () => undefined, onClose: () => undefined, create };
    const bucket = createRegionalBucket(asked, parts);
    for (let request = 0; request < 50; request += 1) await errorOf(bucket.getBytes('a', { signal, maxBytes: 1 }));
    expect(made).toBe(5);
  });
});
