import { type BucketContext, openBucketContext, type RequestContext } from '../../electron/s3/bucket-context.ts';
import { fixedCredentials } from '../../electron/s3/bucket-credentials.ts';

export const SOME_ENDPOINT = 'https://s3.example';

/** A request for a key that nobody watches, signed with keys that nobody renews. */
export const requestFacts = (changes: Partial<RequestContext> = {}): RequestContext => ({
  action: 'get',
  bucket: 'photos',
  key: 'a/b.webp',
  region: 'us-east-1',
  endpoint: SOME_ENDPOINT,
  signal: new AbortController().signal,
  credentials: fixedCredentials({ accessKeyId: 'A', secretAccessKey: 'B' }),
  observer: null,
  network: null,
  ...changes,
});

/** A bucket whose client is the test's own. */
export function bucketOf(client: Pick<BucketContext['client'], 'send'>): BucketContext {
  const credentials = fixedCredentials({ accessKeyId: 'A', secretAccessKey: 'B' });
  const options = { region: 'us-east-1', endpoint: SOME_ENDPOINT, pathStyle: true, credentials };
  return { ...openBucketContext('photos', options), client: client as BucketContext['client'] };
}
