import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchApp, type RunningApp } from '../support/app.ts';
import { startEmbeddedServer, type TestServer } from '../support/embedded-server.ts';
import { openKeyWindow, typeKeys } from '../support/key-window.ts';
import { type Keyring, keyringMissing, startKeyring } from '../support/keyring.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const ID = 'AKIAINTHEKEYRING';
const SECRET = 'secret/that+the.keyring-keeps';
const BUCKET = 'reached-by-typed-keys';
const missing = await keyringMissing();

describe.skipIf(missing !== null)(`a real keyring${missing === null ? '' : ` (${missing})`}`, () => {
  let keyring: Keyring;
  let server: TestServer;

  beforeAll(async () => {
    keyring = await startKeyring();
    server = await startEmbeddedServer();
    await server.createBucket(BUCKET);
  });
  afterAll(async () => {
    await server.stop();
    await keyring.stop();
  });

  /** A data folder of its own, in English. */
  const newData = async (): Promise<string> => {
    const userData = await temporaryFolder();
    await writeFile(join(userData, 'settings.json'), JSON.stringify({ language: 'en' }));
    return userData;
  };
  const start = (userData: string): Promise<RunningApp> =>
    launchApp({ userData, env: keyring.env, loadFirst: keyring.loadFirst });
  const sourcesOf = async (app: RunningApp) => {
    const answer = await app.page.evaluate(() => window.contactSheet.invoke('credentials/sources', undefined));
    if (!answer.ok) throw new Error(`expected sources but received ${answer.error.code}`);
    return answer.value;
  };
  const open = (app: RunningApp, keysId: string) =>
    app.page.evaluate((request) => window.contactSheet.invoke('connections/open', request), {
      kind: 'bucket' as const,
      source: { kind: 'keys' as const, keysId },
      preset: 'other' as const,
      region: 'us-east-1',
      endpoint: server.endpoint,
      pathStyle: true,
      bucket: BUCKET,
      prefix: '',
    });

  it('keeps typed keys over a restart, in a file that tells nothing', async () => {
    const userData = await newData();
    const first = await start(userData);
    expect((await sourcesOf(first)).hasKeyring).toBe(true);
    const { page, entered } = await openKeyWindow(first, { kind: 'new-keys' });
    await page.getByText('The keys are kept encrypted by this computer’s keyring').waitFor();
    const fields = { Name: 'kept', 'Access key ID': ID, 'Secret access key': SECRET };
    await typeKeys(page, fields, 'Use these keys');
    expect(await entered).toMatchObject({ ok: true, value: { label: 'kept', keyIdEnd: 'RING', sessionOnly: false } });
    await first.close();

    const file = join(userData, 'keys.json');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    const content = await readFile(file, 'utf8');
    const [{ secret }] = JSON.parse(content).keys;
    const sealed = Buffer.from(secret, 'base64');
    for (const text of [ID, SECRET]) {
      for (const encoding of ['utf8', 'base64', 'base64url', 'hex', 'utf16le'] as const) {
        expect(content).not.toContain(Buffer.from(text).toString(encoding));
        expect(sealed.includes(Buffer.from(Buffer.from(text).toString(encoding)))).toBe(false);
      }
      expect(content).not.toContain(encodeURIComponent(text));
    }

    const second = await start(userData);
    const kept = (await sourcesOf(second)).sources.find(({ label }) => label === 'kept');
    expect(kept).toMatchObject({ method: 'typed', keyIdEnd: 'RING', sessionOnly: false });
    const keysId = kept?.source.kind === 'keys' ? kept.source.keysId : '';
    expect(await open(second, keysId)).toMatchObject({ ok: true, value: { bucket: BUCKET, label: 'kept' } });
    await second.close();
  });

  it('says that keys are locked where another keyring is asked for them', async () => {
    const userData = await newData();
    const first = await start(userData);
    const { page } = await openKeyWindow(first, { kind: 'new-keys' });
    await typeKeys(page, { Name: 'foreign', 'Access key ID': ID, 'Secret access key': SECRET }, 'Use these keys');
    await first.close();
    const other = await startKeyring();
    const second = await launchApp({ userData, env: other.env, loadFirst: other.loadFirst });
    const [locked] = (await sourcesOf(second)).sources.filter(({ label }) => label === 'foreign');
    const keysId = locked?.source.kind === 'keys' ? locked.source.keysId : '';
    await second.page.evaluate((request) => void window.contactSheet.invoke('connections/open', request), {
      kind: 'bucket' as const,
      source: { kind: 'keys' as const, keysId },
      preset: 'other' as const,
      region: 'us-east-1',
      endpoint: server.endpoint,
      pathStyle: true,
      bucket: BUCKET,
      prefix: '',
    });
    const troubles = () => second.page.evaluate(() => window.contactSheet.invoke('credentials/troubles', undefined));
    await expect
      .poll(troubles)
      .toMatchObject({ ok: true, value: [{ label: 'foreign', error: { code: 'keys-locked' }, remedy: 'new-keys' }] });
    await second.close();
    await other.stop();
  });
});
