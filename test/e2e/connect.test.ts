import { appendFile, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchApp, type RunningApp } from '../support/app.ts';
import { startEmbeddedServer, type TestServer } from '../support/embedded-server.ts';
import { isList, startFaultingProxy } from '../support/faulting-proxy.ts';
import { askForBucket, embeddedProfile, keysField, keysOffered, openBucket, waitForCount } from '../support/gallery.ts';
import { listenOnLoopback, refusingEndpoint } from '../support/loopback.ts';
import { webp } from '../support/pictures.ts';

const BUCKET = 'pictures';
const UUID = 'f06bb30d-c640-41bc-b287-9b22111ac762';

describe('connecting', () => {
  let server: TestServer;
  let app: RunningApp;

  beforeAll(async () => {
    server = await startEmbeddedServer();
    await server.createBucket(BUCKET);
    const content = await webp({ width: 200, height: 200 });
    await server.putObjects(BUCKET, [
      { key: `post/${UUID}_512.webp`, content },
      { key: `post/${UUID}_thumbnail.webp`, content },
      { key: `other/${UUID.replace('f0', 'a1')}_thumbnail.webp`, content },
    ]);
    app = await launchApp({
      profiles: [embeddedProfile, { ...embeddedProfile, name: 'seoul', region: 'ap-northeast-2' }],
    });
  });
  afterAll(async () => {
    await app.close();
    await server.stop();
  });

  it('lists the profiles of the AWS files with their regions', async () => {
    await keysField(app.page).waitFor();
    expect(await keysOffered(app.page)).toEqual(['embedded us-east-1', 'seoul ap-northeast-2']);
  });

  it('shows a profile that was made meanwhile, as soon as the person is back', async () => {
    const file = await app.electron.evaluate(() => process.env.AWS_SHARED_CREDENTIALS_FILE ?? '');
    await appendFile(file, '\n[made-later]\naws_access_key_id = LATER\naws_secret_access_key = later\n');
    await app.page.evaluate(() => window.dispatchEvent(new Event('focus')));
    await expect.poll(() => keysOffered(app.page)).toContain('made-later');
  });

  it('asks for what is missing before it sends anything', async () => {
    await askForBucket(app.page, { bucket: '', endpoint: '' });
    await app.page.getByText('Enter the name of the bucket.').waitFor();
    await askForBucket(app.page, { bucket: BUCKET, endpoint: 's3://localhost' });
    await app.page.getByText('An endpoint is the address of a server').waitFor();
  });

  it('says that there is no such bucket', async () => {
    await askForBucket(app.page, { bucket: 'not-there', endpoint: server.endpoint });
    await app.page.getByRole('alert').getByText('There is no bucket “not-there” here.').waitFor();
  });

  it('says that a name cannot be a bucket’s', async () => {
    await askForBucket(app.page, { bucket: 'Not A Bucket', endpoint: server.endpoint });
    await app.page.getByRole('alert').getByText('“Not A Bucket” cannot be a bucket’s name').waitFor();
  });

  it('says that an endpoint cannot be reached', async () => {
    const endpoint = await refusingEndpoint();
    await askForBucket(app.page, { bucket: BUCKET, endpoint });
    await app.page
      .getByRole('alert')
      .getByText(`${new URL(endpoint).host} cannot be reached.`)
      .waitFor();
  });

  it('case 20: takes the page of a captive portal for what it is, not for an empty bucket', async () => {
    const portal = await listenOnLoopback((_, reply) => {
      reply
        .writeHead(200, { 'content-type': 'text/html' })
        .end('<html><body>Log in to the hotel network</body></html>');
    });
    try {
      await askForBucket(app.page, { bucket: BUCKET, endpoint: portal.endpoint });
      await app.page.getByRole('alert').getByText('is no S3 server').waitFor();
    } finally {
      await portal.stop();
    }
  });

  it('opens the bucket, and only a folder of it where one is named', async () => {
    await openBucket(app.page, { bucket: BUCKET, endpoint: server.endpoint, prefix: 'other/' }, 1);
    await app.page.getByRole('button', { name: /^pictures: / }).click();
    await app.page.getByRole('menuitem', { name: 'Open another bucket…' }).click();
    await openBucket(app.page, { bucket: BUCKET, endpoint: server.endpoint }, 2);
  });

  it('shows an empty bucket as empty, also in place of another', async () => {
    await server.createBucket('bare');
    await app.page.getByRole('button', { name: /^pictures: / }).click();
    await app.page.getByRole('menuitem', { name: 'Open another bucket…' }).click();
    await openBucket(app.page, { bucket: 'bare', endpoint: server.endpoint }, 0);
    await app.page.getByText('Nothing here yet').waitFor();
  });

  it('can be called off while a server does not answer', async () => {
    const silent = await listenOnLoopback(() => undefined);
    try {
      await app.page.getByRole('button', { name: /^bare: / }).click();
      await app.page.getByRole('menuitem', { name: 'Open another bucket…' }).click();
      await askForBucket(app.page, { bucket: BUCKET, endpoint: silent.endpoint });
      await app.page.getByRole('status').getByText(`Opening “${BUCKET}”…`).waitFor();
      await app.page.getByRole('button', { name: 'Cancel' }).click();
      await openBucket(app.page, { bucket: BUCKET, endpoint: server.endpoint }, 2);
    } finally {
      await silent.stop();
    }
  });

  it('remembers the connection for the next start, with no key beside it', async () => {
    const { userData } = app;
    await app.quit();
    const next = await launchApp({ userData, profiles: [embeddedProfile] });
    try {
      await waitForCount(next.page, 2);
    } finally {
      await next.quit();
    }
    const files = (await readdir(userData)).filter((name) => name.endsWith('.json'));
    const kept = (await Promise.all(files.map((name) => readFile(`${userData}/${name}`, 'utf8')))).join('');
    expect(kept).toContain(BUCKET);
    expect(kept).not.toContain(embeddedProfile.accessKeyId);
  });

  it('says at its start what it reopens, and takes another choice where that does not answer', async () => {
    const { userData } = app;
    const proxy = await startFaultingProxy(server.endpoint);
    const before = await launchApp({ userData, profiles: [embeddedProfile] });
    await waitForCount(before.page, 2);
    await before.page.getByRole('button', { name: /^pictures: / }).click();
    await before.page.getByRole('menuitem', { name: 'Open another bucket…' }).click();
    await openBucket(before.page, { bucket: BUCKET, endpoint: proxy.endpoint, prefix: 'post/' }, 1);
    await before.quit();
    // What is kept of a bucket would be shown without an answer.
    await rm(join(userData, 'names'), { recursive: true });
    proxy.strike({ match: isList, fault: { kind: 'stall', afterBytes: 0 } });
    const next = await launchApp({ userData, profiles: [embeddedProfile] });
    try {
      await next.page.getByRole('status').getByText(`Opening “${BUCKET}”…`).waitFor();
      await next.page.getByRole('button', { name: new RegExp(`^${BUCKET} `) }).click();
      await waitForCount(next.page, 2);
    } finally {
      await next.quit();
      await proxy.stop();
    }
  });
});
