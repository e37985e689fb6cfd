import type { IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createS3Account } from '../../../electron/s3/account.ts';
import { fixedCredentials } from '../../../electron/s3/bucket-credentials.ts';
import { TEST_PACE } from '../../support/embedded-server.ts';
import { errorOf } from '../../support/failures.ts';
import { listenOnLoopback } from '../../support/loopback.ts';

const { signal } = new AbortController();

interface Reply {
  status: number;
  body?: string;
}
type Answer = (request: { method: string; path: string; body: string }) => Reply;

const error = (status: number, code: string): Reply => ({ status, body: `<Error><Code>${code}</Code></Error>` });
const bucketsXml = (names: string[], token = ''): Reply => ({
  status: 200,
  body: `<ListAllMyBucketsResult><Owner><ID>me</ID></Owner><Buckets>${names
    .map((name) => `<Bucket><Name>${name}</Name><CreationDate>2026-11-22T00:00:00.000Z</CreationDate></Bucket>`)
    .join(
      '',
    )}</Buckets>${token === '' ? '' : `<ContinuationToken>${token}</ContinuationToken>`}</ListAllMyBucketsResult>`,
});

/** An account of a server that answers what the test says, and the requests it was sent as `METHOD path`. */
async function accountAt(answer: Answer, region = 'us-east-1') {
  const log: string[] = [];
  const bodies: string[] = [];
  const server = await listenOnLoopback((request: IncomingMessage, response) => {
    void text(request).then((body) => {
      const { method = '', url: path = '' } = request;
      log.push(`${method} ${path.replace(/[?&]x-id=\w+/, '').replace(/\/(?=\?|$)/, '')}`);
      bodies.push(body);
      const { status, body: content = '' } = answer({ method, path, body });
      response.writeHead(status, { 'content-type': 'application/xml', 'x-amz-request-id': 'tx1' }).end(content);
    });
  });
  const credentials = fixedCredentials({ accessKeyId: 'A', secretAccessKey: 'B' });
  const options = { region, endpoint: server.endpoint, pathStyle: true, credentials, pace: TEST_PACE };
  const account = createS3Account(options);
  onTestFinished(async () => {
    account.close();
    await server.stop();
  });
  return { account, log, bodies, endpoint: server.endpoint };
}

describe('the buckets of an account', () => {
  it('are listed over all pages, by name, each once', async () => {
    const { account } = await accountAt(({ path }) =>
      path.includes('continuation-token=more') ? bucketsXml(['a', 'm']) : bucketsXml(['z', 'm'], 'more'),
    );
    const created = Date.UTC(2026, 10, 22);
    expect(await account.listBuckets({ signal })).toEqual([
      { name: 'a', created },
      { name: 'm', created },
      { name: 'z', created },
    ]);
  });

  it('are asked for no longer where page upon page names nothing new', async () => {
    const { account, log, endpoint } = await accountAt(() => bucketsXml(['a'], `more-${log.length}`));
    const error = await errorOf(account.listBuckets({ signal }));
    expect(error).toEqual({ code: 'not-s3', endpoint, detail: 'a list of buckets without end' });
    expect(log).toHaveLength(11);
  });

  it('may be none', async () => {
    const { account } = await accountAt(() => bucketsXml([]));
    expect(await account.listBuckets({ signal })).toEqual([]);
  });

  it('case 20: are not none where the reply is not S3’s', async () => {
    const { account, endpoint } = await accountAt(() => ({ status: 200 }));
    expect(await errorOf(account.listBuckets({ signal }))).toMatchObject({ code: 'not-s3', endpoint });
  });

  it('case 48: may not be listed by every key, and the error says so', async () => {
    const { account } = await accountAt(() => error(403, 'AccessDenied'));
    expect(await errorOf(account.listBuckets({ signal }))).toEqual({
      code: 'access-denied',
      action: 'list-buckets',
      bucket: '',
      key: null,
    });
  });
});

describe('a new bucket', () => {
  const free: Answer = ({ method }) => (method === 'HEAD' ? { status: 404 } : { status: 200 });

  it('is made in its region and shut to the public', async () => {
    const { account, log, bodies } = await accountAt(free, 'ap-northeast-2');
    expect(await account.createBucket('photos', { signal })).toMatchObject({ name: 'photos' });
    expect(log).toEqual([
      'HEAD /photos',
      'PUT /photos',
      'PUT /photos?publicAccessBlock=',
      // Whether it can still be written to; nothing is left.
      'PUT /photos/.contact-sheet-trial',
      'DELETE /photos/.contact-sheet-trial',
    ]);
    expect(bodies[1]).toContain('<LocationConstraint>ap-northeast-2</LocationConstraint>');
    for (const what of ['BlockPublicAcls', 'IgnorePublicAcls', 'BlockPublicPolicy', 'RestrictPublicBuckets'])
      expect(bodies[2]).toContain(`<${what}>true</${what}>`);
  });

  it.each(['us-east-1', 'auto'])('is made without a place in %s', async (region) => {
    const { account, bodies } = await accountAt(free, region);
    await account.createBucket('photos', { signal });
    expect(bodies[1]).not.toContain('LocationConstraint');
  });

  it('is made without a place where the server will not hear of one', async () => {
    const { account, bodies } = await accountAt(
      (request) =>
        request.body.includes('LocationConstraint') ? error(400, 'InvalidLocationConstraint') : free(request),
      'default',
    );
    await account.createBucket('photos', { signal });
    expect(bodies.filter((body) => body.includes('LocationConstraint'))).toHaveLength(1);
    expect(bodies[2]).toBe('');
  });

  it('can be written to: where a block refuses every put, public ACLs are ignored instead', async () => {
    let isBlocked = false;
    const { account, bodies, log } = await accountAt((request) => {
      if (request.path.includes('publicAccessBlock'))
        isBlocked = request.body.includes('<BlockPublicAcls>true</BlockPublicAcls>');
      return request.path.includes('trial') && isBlocked ? error(403, 'AccessDenied') : free(request);
    });
    await account.createBucket('photos', { signal });
    expect(log.at(-1)).toBe('PUT /photos?publicAccessBlock=');
    expect(bodies.at(-1)).toContain('<BlockPublicAcls>false</BlockPublicAcls>');
    expect(bodies.at(-1)).toContain('<IgnorePublicAcls>true</IgnorePublicAcls>');
  });

  it('is made where the server knows no block of public access', async () => {
    const { account } = await accountAt((request) =>
      request.path.includes('publicAccessBlock') ? error(501, 'NotImplemented') : free(request),
    );
    expect(await account.createBucket('photos', { signal })).toMatchObject({ name: 'photos' });
  });

  it('is made where the reply that told of it was lost', async () => {
    let creations = 0;
    const { account, log } = await accountAt((request) => {
      if (request.method !== 'PUT' || request.path.includes('?p') || request.path.includes('trial'))
        return free(request);
      creations++;
      return creations === 1 ? error(500, 'InternalError') : error(409, 'BucketAlreadyOwnedByYou');
    });
    expect(await account.createBucket('photos', { signal })).toMatchObject({ name: 'photos' });
    expect(creations).toBe(2);
    expect(log).toContain('PUT /photos?publicAccessBlock=');
  });

  it('is not taken for a new one where nobody said that there was none', async () => {
    let creations = 0;
    const { account, log } = await accountAt(({ method }) => {
      if (method === 'HEAD') return { status: 403 };
      creations++;
      return creations === 1 ? error(500, 'InternalError') : error(409, 'BucketAlreadyOwnedByYou');
    });
    const failure = await errorOf(account.createBucket('photos', { signal }));
    expect(failure).toEqual({ code: 'bucket-taken', bucket: 'photos', byOwnAccount: true });
    expect(log).toEqual(['HEAD /photos', 'PUT /photos', 'PUT /photos']);
  });

  it('is refused before anything is sent where no bucket can be called so', async () => {
    const { account, log } = await accountAt(free);
    expect(await errorOf(account.createBucket('My photos', { signal }))).toEqual({
      code: 'invalid-bucket-name',
      bucket: 'My photos',
    });
    expect(log).toEqual([]);
  });

  it.each([
    ['BucketAlreadyExists', { code: 'bucket-taken', bucket: 'photos', byOwnAccount: false }],
    ['BucketAlreadyOwnedByYou', { code: 'bucket-taken', bucket: 'photos', byOwnAccount: true }],
    ['TooManyBuckets', { code: 'too-many-buckets' }],
    ['AccessDenied', { code: 'access-denied', action: 'create-bucket', bucket: 'photos', key: null }],
  ])('is refused with %s', async (code, expected) => {
    const status = code === 'AccessDenied' ? 403 : 409;
    const { account } = await accountAt((request) => (request.method === 'PUT' ? error(status, code) : free(request)));
    expect(await errorOf(account.createBucket('photos', { signal }))).toEqual(expected);
  });

  it('never changes one that is there already: nothing but questions is sent', async () => {
    const { account, log } = await accountAt(({ method }) =>
      method === 'HEAD' ? { status: 200 } : bucketsXml(['photos']),
    );
    expect(await errorOf(account.createBucket('photos', { signal }))).toEqual({
      code: 'bucket-taken',
      bucket: 'photos',
      byOwnAccount: true,
    });
    expect(log.filter((line) => line.startsWith('PUT'))).toEqual([]);
  });
});
