import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Bucket } from '../../electron/s3/bucket.ts';
import { parseKey } from '../../shared/object-key.ts';
import { decodeMetadata } from '../../shared/object-metadata.ts';
import { launchApp, type RunningApp } from '../support/app.ts';
import { ACCOUNT, type AwsServices, startAwsServices } from '../support/aws-services.ts';
import { type WatchedBrowser, watchBrowser } from '../support/browser.ts';
import { listAll } from '../support/bucket-content.ts';
import { startEmbeddedServer, type TestServer } from '../support/embedded-server.ts';
import { s3Error } from '../support/fault.ts';
import { keyIdOf, refuseKeys } from '../support/fault-scripts.ts';
import { type FaultingProxy, isList, isPut, startFaultingProxy } from '../support/faulting-proxy.ts';
import {
  askForBucket,
  backToGrid,
  chooseAnotherBucket,
  chooseKeys,
  dismissNotice,
  thumbnailsShown,
  troubleScreen,
  waitForCount,
} from '../support/gallery.ts';
import { typeKeys } from '../support/key-window.ts';
import { jpeg, webp } from '../support/pictures.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const BUCKET = 'pictures';
const FULL_BUCKET = 'full-of-pictures';
const PICTURES = 20;
const DEVICE = `arn:aws:iam::${ACCOUNT}:mfa/person`;
const ROLE = `arn:aws:iam::${ACCOUNT}:role/guarded`;
const RIGHT_CODE = '246810';
const UPLOADS = 6;
/** The upload in the middle of the queue that finds the login ended. */
const LAST_GOOD_PUT = 4;
const THUMBNAILS_LIMIT_MS = 15_000;
const { signal } = new AbortController();
const CONFIG = `
[sso-session org]
sso_region = us-east-1
sso_start_url = https://example.awsapps.com/start
sso_registration_scopes = sso:account:access

[profile studio]
sso_session = org
sso_account_id = ${ACCOUNT}
sso_role_name = Viewer
region = us-east-1

[profile base]
aws_access_key_id = AKIABASE
aws_secret_access_key = base

[profile guarded]
role_arn = ${ROLE}
source_profile = base
mfa_serial = ${DEVICE}
region = us-east-1
`;

const groupKey = (index: number): string => `post/${String(index).padStart(8, '0')}-c640-41bc-b287-9b22111ac762`;

describe('keys that a person is asked for', () => {
  let aws: AwsServices;
  let server: TestServer;
  let bucket: Bucket;
  let proxy: FaultingProxy;
  let app: RunningApp;
  let browser: WatchedBrowser;
  const refused = new Set<string>();

  beforeAll(async () => {
    aws = await startAwsServices({ mfaCodes: { [DEVICE]: RIGHT_CODE }, mfaRoles: [ROLE] });
    server = await startEmbeddedServer();
    proxy = await startFaultingProxy(server.endpoint);
    for (const name of [BUCKET, FULL_BUCKET]) await server.createBucket(name);
    bucket = server.openBucket(BUCKET);
    const content = await webp({ width: 60, height: 40 });
    await server.putObjects(
      FULL_BUCKET,
      Array.from({ length: PICTURES }, (_, index) => ({ key: `${groupKey(index)}_thumbnail.webp`, content })),
    );
    app = await launchApp({ awsHome: { config: CONFIG }, env: aws.variables });
    browser = await watchBrowser(app);
  });
  afterEach(() => backToGrid(app.page));
  afterAll(async () => {
    await app.close();
    bucket.close();
    await proxy.stop();
    await server.stop();
    await aws.stop();
  });

  const login = () => troubleScreen(app.page, 'Login needed');
  const noKeys = () => troubleScreen(app.page, 'There are no keys at the moment');
  const ask = async (keys: string, name = BUCKET) => {
    await chooseKeys(app.page, keys);
    await askForBucket(app.page, { bucket: name, endpoint: proxy.endpoint });
  };
  /** Presses the button that opens the browser; answers the code that waits there. */
  const beginLogin = async (press: () => Promise<void>): Promise<string> => {
    await press();
    await expect.poll(() => aws.waiting()).toHaveLength(1);
    return aws.waiting()[0] ?? '';
  };

  describe('a profile with an SSO session', () => {
    it('asks for the login it lacks, and goes back to the first screen where it is not wanted', async () => {
      await ask('studio');
      await login().getByRole('alert').getByText('The profile “studio” needs a login.').waitFor();
      await login().getByText('Profile “studio”', { exact: true }).waitFor();
      await login().getByRole('button', { name: 'Stop opening' }).click();
      await login().waitFor({ state: 'detached' });
      await app.page.getByRole('button', { name: 'Open bucket' }).waitFor();
      expect(await app.page.getByRole('alert').count()).toBe(0);
      expect(await browser.opened()).toEqual([]);
    });

    it('says that the login was turned down, and offers another', async () => {
      await ask('studio');
      const code = await beginLogin(() => login().getByRole('button', { name: 'Log in…' }).click());
      await login().getByText(code, { exact: true }).waitFor();
      aws.deny(code);
      await login().getByRole('alert').getByText('was turned down in the browser').waitFor();
      await login().getByRole('button', { name: 'Log in again…' }).waitFor();
    });

    it('takes back a login that is cancelled while the browser waits', async () => {
      await ask('studio');
      const code = await beginLogin(() => login().getByRole('button', { name: 'Log in…' }).click());
      await login().getByRole('button', { name: 'Cancel the login' }).click();
      await login().getByRole('button', { name: 'Log in…' }).waitFor();
      expect(await login().getByText(code, { exact: true }).count()).toBe(0);
      aws.expireCode(code);
    });

    it('shows the code that the browser shows, and opens the bucket by itself once it is allowed', async () => {
      await ask('studio');
      const pages = await browser.opened();
      const code = await beginLogin(() => login().getByRole('button', { name: 'Log in…' }).click());
      await login().getByText(code, { exact: true }).waitFor();
      const address = (await browser.opened()).slice(pages.length);
      expect(address).toEqual([`${aws.endpoint}/device?user_code=${code}`]);
      await login()
        .getByText(address[0] ?? '', { exact: true })
        .waitFor();
      aws.approve(code);
      await waitForCount(app.page, 0);
      await login().waitFor({ state: 'detached' });
    });

    it('case 12: an upload whose login ends in mid-queue waits, asks, and goes on after it: every picture once', async () => {
      const folder = await temporaryFolder();
      const names = Array.from({ length: UPLOADS }, (_, index) => `queued ${index}`);
      for (const [index, name] of names.entries())
        await writeFile(join(folder, `${name}.jpg`), await jpeg({ width: 640 + index, height: 400 }));
      const expired = refuseKeys(refused, s3Error(400, 'ExpiredToken'));
      let puts = 0;
      proxy.reset();
      proxy.strike({
        match: () => true,
        fault: (request) => {
          if (isPut(request) && ++puts === LAST_GOOD_PUT + 1) {
            refused.add(keyIdOf(request));
            aws.expireLogins();
          }
          return expired(request);
        },
      });
      await app.drop(names.map((name) => join(folder, `${name}.jpg`)));
      await app.page.getByRole('combobox', { name: 'Album' }).fill('queue');
      await app.page.getByRole('button', { name: `Upload ${UPLOADS} pictures` }).click();

      await login().getByText('1 task waits. What waits goes on by itself afterwards; nothing is lost.').waitFor();
      await login().getByRole('button', { name: 'Later' }).click();
      await login().waitFor({ state: 'detached' });
      const bar = app.page.getByRole('alert').getByText('Profile “studio”: the login has ended.');
      await bar.waitFor();
      await app.page.getByText('Waiting for a login').waitFor();
      const before = await listAll(bucket, { prefix: 'queue/' });
      expect(before.length).toBeLessThanOrEqual(LAST_GOOD_PUT);

      const code = await beginLogin(() => app.page.getByRole('button', { name: 'Log in…' }).click());
      aws.approve(code);
      await dismissNotice(app.page, /^6 pictures uploaded to “queue”\.$/);
      await bar.waitFor({ state: 'detached' });
      await waitForCount(app.page, UPLOADS);
      expect(await app.page.getByText('could not be uploaded').count()).toBe(0);
      const thumbnails = (await listAll(bucket, { prefix: 'queue/' })).filter(({ key }) => {
        const parsed = parseKey(key);
        return parsed.kind === 'group' && parsed.size === 'thumbnail';
      });
      const stored = await Promise.all(thumbnails.map(({ key }) => bucket.head(key, { signal })));
      expect(stored.map((head) => decodeMetadata(head?.metadata ?? {}).name).sort()).toEqual(names);
    });
  });

  describe('a role behind a multi-factor device', () => {
    const roles = () => aws.requestsOf('AssumeRole').length;
    const codeWindow = async (act: () => Promise<void>): Promise<Page> => {
      const opened = app.electron.waitForEvent('window');
      await act();
      const page = await opened;
      await page.getByRole('heading', { name: 'Multi-factor code' }).waitFor();
      return page;
    };
    const windows = () => app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length);
    const tryAgain = () => noKeys().getByRole('button', { name: 'Try again' }).click();

    it('case 13: a wrong code and a closed window both end clearly, with one prompt each, and can be tried again', async () => {
      await chooseAnotherBucket(app.page);
      const first = await codeWindow(() => ask('guarded', FULL_BUCKET));
      await first.getByText(DEVICE).waitFor();
      await typeKeys(first, { Code: '000000' }, 'Confirm');
      await noKeys().getByRole('alert').getByText('The one-time code for “guarded” was not accepted.').waitFor();
      expect(roles()).toBe(1);

      const second = await codeWindow(tryAgain);
      const closed = second.waitForEvent('close');
      await second.keyboard.press('Escape').catch(() => undefined);
      await closed;
      await noKeys().getByRole('alert').getByText('No one-time code was entered for “guarded”').waitFor();
      expect(roles()).toBe(1);
      expect(await windows()).toBe(1);

      proxy.reset();
      proxy.strike({
        match: (request) => !isList(request),
        fault: refuseKeys(refused, s3Error(400, 'ExpiredToken')),
      });
      aws.issueKeys(() => {
        const keys = {
          accessKeyId: `ASIAGUARDED${roles()}`,
          secretAccessKey: 'issued-secret',
          sessionToken: 'issued-token',
        };
        if (roles() === 2) refused.add(keys.accessKeyId);
        return keys;
      });
      const third = await codeWindow(tryAgain);
      await typeKeys(third, { Code: RIGHT_CODE }, 'Confirm');
      await waitForCount(app.page, PICTURES);
      expect(roles()).toBe(2);
    });

    it('case 13: a screenful of pictures whose keys have ended asks for one code', async () => {
      const isCodeWindow = (page: Page) => page !== app.page;
      await expect.poll(() => app.electron.windows().some(isCodeWindow)).toBe(true);
      const [page] = app.electron.windows().filter(isCodeWindow);
      if (page === undefined) throw new Error('expected a window for the code');
      expect(await thumbnailsShown(app.page)).toBe(0);
      await typeKeys(page, { Code: RIGHT_CODE }, 'Confirm');
      await expect.poll(() => thumbnailsShown(app.page), { timeout: THUMBNAILS_LIMIT_MS }).toBe(PICTURES);
      expect(roles()).toBe(3);
      expect(await windows()).toBe(1);
    });
  });
});
