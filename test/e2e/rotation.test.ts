import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { launchApp, type RunningApp } from '../support/app.ts';
import { startEmbeddedServer, type TestServer } from '../support/embedded-server.ts';
import { s3Error } from '../support/fault.ts';
import { keyIdOf, refuseKeys } from '../support/fault-scripts.ts';
import { type FaultingProxy, isList, startFaultingProxy } from '../support/faulting-proxy.ts';
import {
  askForBucket,
  backToGrid,
  chooseAnotherBucket,
  dismissNotice,
  keysField,
  openBucket,
  readBucketAgain,
  troubleScreen,
  waitForCount,
} from '../support/gallery.ts';
import { typeKeys } from '../support/key-window.ts';
import { answerQuestions } from '../support/native-question.ts';
import { webp } from '../support/pictures.ts';

const BUCKET = 'pictures';
const [FIRST, SECOND, THIRD, OTHER] = ['AKIASTUDIO0001', 'AKIASTUDIO0002', 'AKIASTUDIO0003', 'AKIAOTHER0004'];

const credentialsText = (keyId: string, secret: string): string => `# The studio's own, until the spring.
[studio]
aws_access_key_id = ${keyId}
aws_secret_access_key = ${secret}

; never used here
[other]
aws_access_key_id = AKIAELSEWHERE
aws_secret_access_key = elsewhere
`;

describe('keys that are replaced while the app runs', () => {
  let server: TestServer;
  let proxy: FaultingProxy;
  let app: RunningApp;
  let pictures = 0;
  const refused = new Set<string>();

  const addPicture = async () => {
    const uuid = `${String(pictures++).padStart(8, '0')}-c640-41bc-b287-9b22111ac762`;
    const content = await webp({ width: 60, height: 40 });
    await server.putObjects(BUCKET, [{ key: `post/${uuid}_thumbnail.webp`, content }]);
  };
  const screen = () => troubleScreen(app.page, 'These keys do not work');
  const lists = () => proxy.count(isList);
  const credentials = () => join(app.awsFolder, 'credentials');
  const keyWindow = async (press: () => Promise<void>): Promise<Page> => {
    const opened = app.electron.waitForEvent('window');
    await press();
    const page = await opened;
    await page.getByRole('heading').waitFor();
    return page;
  };

  beforeAll(async () => {
    server = await startEmbeddedServer();
    proxy = await startFaultingProxy(server.endpoint);
    await server.createBucket(BUCKET);
    await addPicture();
    app = await launchApp({
      awsHome: { config: '[profile studio]\nregion = us-east-1\n', credentials: credentialsText(FIRST, 'first') },
    });
    proxy.strike({ match: () => true, fault: refuseKeys(refused, s3Error(403, 'InvalidAccessKeyId')) });
    await app.page.getByRole('button', { name: 'Keys: ' }).waitFor();
  });
  afterEach(() => backToGrid(app.page));
  afterAll(async () => {
    await app.close();
    await proxy.stop();
    await server.stop();
  });

  it('names the profile, the key by its end, and the error, and comes back once where nothing has changed', async () => {
    await keysField(app.page).click();
    await app.page.getByRole('menuitemradio', { name: 'studio us-east-1' }).click();
    await openBucket(app.page, { bucket: BUCKET, endpoint: proxy.endpoint }, pictures);
    refused.add(FIRST);
    await readBucketAgain(app.page);
    await screen().getByText('Profile “studio”', { exact: true }).waitFor();
    await screen().getByText('…0001', { exact: true }).waitFor();
    await screen().getByRole('alert').getByText('does not know this access key ID').waitFor();

    for (const _ of ['a first time', 'a second time']) {
      const before = lists();
      await screen().getByRole('button', { name: 'Reload' }).click();
      await screen().getByText('Tried again just now: nothing has changed.').waitFor();
      expect(lists()).toBe(before + 1);
    }
  });

  it('case 11: goes on by itself when the file is edited', async () => {
    await app.page.getByRole('button', { name: 'Show', exact: true }).click();
    await screen().waitFor();
    await addPicture();
    await writeFile(credentials(), credentialsText(SECOND, 'second'));
    await screen().waitFor({ state: 'detached' });
    await waitForCount(app.page, pictures);
    expect(keyIdOf(proxy.requests.findLast(isList) ?? { method: '', path: '', headers: {} })).toBe(SECOND);
  });

  it('writes keys that are entered there to the profile, once that was asked, and goes on with them', async () => {
    refused.add(SECOND);
    await addPicture();
    await readBucketAgain(app.page);
    await screen().getByText('…0002', { exact: true }).waitFor();
    const asked = await answerQuestions(app, 0);
    const page = await keyWindow(() => screen().getByRole('button', { name: 'Enter new keys…' }).click());
    await page.getByRole('heading', { name: 'New keys for the profile “studio”' }).waitFor();
    await typeKeys(page, { 'Access key ID': THIRD, 'Secret access key': 'third' }, 'Continue…');
    expect(await asked()).toEqual([expect.stringContaining('Replace the keys of “studio”?')]);
    await dismissNotice(app.page, /^The new keys work\.$/);
    await screen().waitFor({ state: 'detached' });
    await waitForCount(app.page, pictures);
    expect(await readFile(credentials(), 'utf8')).toBe(credentialsText(THIRD, 'third'));
    const copies = (await readdir(app.awsFolder)).filter((name) => name.startsWith('credentials.backup-'));
    expect(copies).toHaveLength(1);
    expect(await readFile(join(app.awsFolder, copies[0] ?? ''), 'utf8')).toBe(credentialsText(SECOND, 'second'));
  });

  it('opens a bucket with a profile that was made on the first screen', async () => {
    await chooseAnotherBucket(app.page);
    const asked = await answerQuestions(app, 0);
    const page = await keyWindow(async () => {
      await keysField(app.page).click();
      await app.page.getByRole('menuitem', { name: 'New profile…' }).click();
    });
    const fields = {
      'Profile name': 'made-here',
      'Access key ID': OTHER,
      'Secret access key': 'other',
      Region: 'eu-west-3',
    };
    await typeKeys(page, fields, 'Continue…');
    expect(await asked()).toEqual([expect.stringContaining('Add keys to the profile “made-here”?')]);
    await app.page.getByRole('button', { name: 'Keys: made-here' }).waitFor();
    proxy.reset();
    await askForBucket(app.page, { bucket: BUCKET, endpoint: proxy.endpoint });
    await waitForCount(app.page, pictures);
    const [first] = proxy.requests;
    expect(first?.headers.authorization).toMatch(new RegExp(`Credential=${OTHER}/\\d+/eu-west-3/`));
    expect(await readFile(credentials(), 'utf8')).toContain(credentialsText(THIRD, 'third'));
  });
});
