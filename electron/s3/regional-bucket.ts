import { type AppError, AppFailure } from '../../shared/app-error.ts';
import type { Bucket } from './bucket.ts';
import type { BucketRegions } from './bucket-regions.ts';
import type { S3BucketOptions } from './s3-bucket.ts';

interface RegionalBucketParts {
  regions: BucketRegions;
  /** The bucket turned out to be in another region than the one it was asked in. */
  onRegion(region: string): void;
  /** After the last client of the bucket was closed. */
  onClose(): void;
  /** How a client for one region is made; for tests. */
  create?: (options: S3BucketOptions) => Promise<Bucket>;
}

/** A server that names one region after the other is not followed any further: each has a client with sockets of its own. */
const MOST_MOVES = 4;

/** The bucket as it is reached in one region. */
interface Client {
  region: string;
  bucket(): Promise<Bucket>;
  close(): void;
}

/**
 * A bucket that need not be in the region that was asked for: where S3 says, or lets be found out, that it is elsewhere,
 * the request is made there, and so is every later one. `region` is the one that is believed now. Neither sends anything
 * nor loads the SDK until it is asked something; what `createS3Bucket` throws, the first request does.
 */
export function createRegionalBucket(asked: S3BucketOptions, parts: RegionalBucketParts): Bucket {
  const { regions, onRegion, onClose, create = createClient } = parts;
  const clientIn = (region: string): Client => lazily(region, () => create({ ...asked, region }));
  let now = clientIn(regions.known(asked) ?? asked.region);
  /** Requests of theirs may be under way still. */
  const left: Client[] = [];

  /** Sees to it that `now` is another client than the one that was refused; throws the refusal where that cannot be. */
  const leave = async (refused: Client, thrown: unknown, signal: AbortSignal): Promise<void> => {
    const refusal = wrongRegion(thrown);
    if (refusal === null) throw thrown;
    if (now !== refused) return;
    // What was known of an earlier time: a bucket can be deleted, and its name be given again elsewhere.
    if (regions.known(asked) === refused.region) regions.forget(asked);
    const region = refusal.actual ?? (await regions.find(asked, signal));
    if (now !== refused) return;
    if (region === null || region === refused.region || left.length >= MOST_MOVES) throw thrown;
    left.push(refused);
    now = clientIn(region);
    regions.learn(asked, region);
    onRegion(region);
  };
  const request = async <T>({ signal }: { signal: AbortSignal }, send: (to: Bucket) => Promise<T>): Promise<T> => {
    const to = now;
    try {
      return await send(await to.bucket());
    } catch (thrown) {
      await leave(to, thrown, signal);
      return send(await now.bucket());
    }
  };
  async function* pages<P>(
    { signal }: { signal: AbortSignal },
    list: (of: Bucket) => AsyncGenerator<P>,
  ): AsyncGenerator<P> {
    const of = now;
    let hasBegun = false;
    try {
      for await (const page of list(await of.bucket())) {
        hasBegun = true;
        yield page;
      }
      return;
    } catch (thrown) {
      // Whoever has pages already would have them twice.
      if (hasBegun) throw thrown;
      await leave(of, thrown, signal);
    }
    yield* list(await now.bucket());
  }

  return {
    name: asked.name,
    prefix: asked.prefix,
    endpoint: asked.endpoint,
    get region() {
      return now.region;
    },
    list: (options) => pages(options, (of) => of.list(options)),
    listAll: (options) => pages(options, (of) => of.listAll(options)),
    head: (key, options) => request(options, (to) => to.head(key, options)),
    get: (key, options) => request(options, (to) => to.get(key, options)),
    getBytes: (key, options) => request(options, (to) => to.getBytes(key, options)),
    getFile: (key, path, options) => request(options, (to) => to.getFile(key, path, options)),
    put: (key, body, options) => request(options, (to) => to.put(key, body, options)),
    deleteKeys: (keys, options) => request(options, (to) => to.deleteKeys(keys, options)),
    listUploads: (options) => pages(options, (of) => of.listUploads(options)),
    abortUpload: (upload, options) => request(options, (to) => to.abortUpload(upload, options)),
    keepsVersions: (options) => request(options, (to) => to.keepsVersions(options)),
    listDeleted: (options) => pages(options, (of) => of.listDeleted(options)),
    restoreKeys: (objects, options) => request(options, (to) => to.restoreKeys(objects, options)),
    presign: async (key, options) => (await now.bucket()).presign(key, options),
    publicUrl: async (key) => (await now.bucket()).publicUrl(key),
    close() {
      for (const one of [...left, now]) one.close();
      onClose();
    },
  };
}

async function createClient(options: S3BucketOptions): Promise<Bucket> {
  const { createS3Bucket } = await import('./s3-bucket.ts');
  return createS3Bucket(options);
}

function lazily(region: string, create: () => Promise<Bucket>): Client {
  let made: Promise<Bucket> | null = null;
  let isClosed = false;
  return {
    region,
    bucket() {
      if (made === null && isClosed) return Promise.reject(new AppFailure({ code: 'cancelled' }));
      made ??= create();
      return made;
    },
    close() {
      isClosed = true;
      made?.then(
        (bucket) => bucket.close(),
        () => undefined,
      );
    },
  };
}

function wrongRegion(thrown: unknown): Extract<AppError, { code: 'wrong-region' }> | null {
  return thrown instanceof AppFailure && thrown.error.code === 'wrong-region' ? thrown.error : null;
}
