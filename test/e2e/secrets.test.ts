import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchApp, type RunningApp } from '../support/app.ts';
import type { AwsRequest } from '../support/aws-services.ts';
import { startEmbeddedServer, type TestServer } from '../support/embedded-server.ts';
import { keyIdOf } from '../support/fault-scripts.ts';
import { type FaultingProxy, startFaultingProxy } from '../support/faulting-proxy.ts';
import { cellOf } from '../support/gallery.ts';
import { type Keyring, keyringMissing, startKeyring } from '../support/keyring.ts';
import { webp } from '../support/pictures.ts';
import { filesBelow, findSecrets, type Haystack, makeMarker, type Needle, needlesOf } from '../support/secrets.ts';
import { type IpcTraffic, recordIpc } from '../support/secrets-ipc.ts';
import { heapOf, processMemoryOf, WHOLE_STRINGS_SWITCH } from '../support/secrets-memory.ts';
import { obstaclesOf } from '../support/secrets-obstacles.ts';
import { type Person, startPerson } from '../support/secrets-person.ts';
import { crashPage, plant } from '../support/secrets-places.ts';
import { liveThrough, type SecretSession, type SessionTrace } from '../support/secrets-session.ts';
import { type Shape, shapes } from '../support/secrets-shapes.ts';
import { isSignedWith } from '../support/secrets-signature.ts';
import { MFA_CODE, makeSecretHome, type SecretHome } from '../support/secrets-sources.ts';

const BUCKET = 'canary-cage';
const PICTURE = 'sea';
/** A heap takes seconds to write down and to look through. */
const SEARCH_LIMIT_MS = 120_000;

/** A session asks for buckets and a list, puts two sizes and gets them, each after a failure. */
const FEWEST_REQUESTS = 10;
/** Messages between main and the window in all sessions; a watch that missed most would see fewer. */
const FEWEST_MESSAGES = 500;

const missingKeyring = await keyringMissing();

describe('canary: secrets', () => {
  let server: TestServer;
  let proxy: FaultingProxy;
  let keyring: Keyring | null = null;
  let home: SecretHome;
  let app: RunningApp;
  let person: Person;
  let session: SecretSession;
  let traffic: IpcTraffic;
  const output: Buffer[] = [];
  const traces = new Map<Shape, SessionTrace>();

  beforeAll(async () => {
    server = await startEmbeddedServer();
    proxy = await startFaultingProxy(server.endpoint);
    await server.createBucket(BUCKET);
    const content = await webp({ width: 300, height: 200 });
    await server.putObjects(BUCKET, [{ key: `${PICTURE}.webp`, content, contentType: 'image/webp' }]);
    home = await makeSecretHome();
    if (missingKeyring === null) keyring = await startKeyring();
    await mkdir(dataFolder());
    await writeFile(join(dataFolder(), 'settings.json'), JSON.stringify({ language: 'en', theme: 'light' }));
    await start();
  });
  afterAll(async () => {
    await app.close();
    await proxy.stop();
    await server.stop();
    await keyring?.stop();
    await home.remove();
  });

  const dataFolder = (): string => join(home.folder, 'data');

  /** The app with its log in detail and Chromium's own on the terminal, watched from before it knows any secret. */
  async function start(): Promise<void> {
    app = await launchApp({
      args: ['--log=debug', WHOLE_STRINGS_SWITCH],
      env: { ...home.env, ...keyring?.env, ELECTRON_ENABLE_LOGGING: '1' },
      userData: dataFolder(),
      ...(keyring === null ? {} : { loadFirst: keyring.loadFirst }),
    });
    const { stdout, stderr } = app.electron.process();
    for (const stream of [stdout, stderr]) stream?.on('data', (chunk: Buffer) => output.push(chunk));
    traffic = await recordIpc(app.electron);
    // What the page asked at its start it asks again, recorded.
    await app.page.reload();
    person = await startPerson(app, home);
    session = { app, person, proxy, bucket: BUCKET, picture: PICTURE, folder: home.folder };
  }

  const marks = (): [string, string][] => [
    ['a secret', home.mark],
    ['a secret of the variables', home.variablesMark],
  ];
  /** All that must be found nowhere. The code of a device is too short to look for but as a value of its own. */
  function needles(): Needle[] {
    const signatures = [...traces].map(([{ source }, { signature }]) => [`link of ${source}`, signature] as const);
    const codes = [`TokenCode=${MFA_CODE}`, `"${MFA_CODE}"`, `'${MFA_CODE}'`].map((form) => [form, form] as const);
    return needlesOf(Object.fromEntries([...marks(), ...signatures, ...codes]));
  }
  /** What the window must not know besides: of key ids no more than the end. */
  function windowNeedles(): Needle[] {
    const ids = [...traces.values()].flatMap(({ requests }) => requests.map(keyIdOf)).filter((id) => id !== '');
    return [...needles(), ...needlesOf(Object.fromEntries(ids.map((id) => [`the key id ${id}`, id])))];
  }
  const outsideAwsFiles = (): Promise<Haystack[]> => filesBelow(home.folder, home.isAwsFile);
  const ipc = async (): Promise<Haystack[]> =>
    (await traffic.messages()).map((message) => ({ where: 'IPC', bytes: Buffer.from(message) }));
  const printed = (): Haystack => ({ where: 'output', bytes: Buffer.concat(output) });

  for (const [index, shape] of shapes.entries())
    it(`of ${shape.is} go through a whole session and every failure on its way`, async () => {
      await shape.make?.(person, home);
      const obstacles = obstaclesOf(home, person)[shape.source] ?? [];
      traces.set(shape, await liveThrough(session, shape.source, `picture-${index}`, obstacles));
    });

  for (const shape of shapes)
    it(`of ${shape.is} sign its requests`, () => {
      const requests = traces.get(shape)?.requests ?? [];
      const signed = requests.filter(({ headers }) => headers.authorization !== undefined);
      const issued = home.services.secrets();
      const own = shape.holder === null ? null : home.keys[shape.holder];
      const secretKeys = own === null ? issued : [own.secretAccessKey];
      const tokens = own === null ? issued : [own.sessionToken];
      expect(signed.length).toBeGreaterThan(FEWEST_REQUESTS);
      for (const request of signed) {
        expect(secretKeys.some((secret) => isSignedWith(secret, request))).toBe(true);
        expect(tokens).toContain(request.headers['x-amz-security-token'] ?? '');
      }
    });

  it('of every other kind reach the service that they are for', () => {
    const { keys, services, webIdentityToken } = home;
    const sent = (value: (request: AwsRequest) => string | null | undefined) => services.requests.map(value);
    for (const holder of ['behind-role', 'behind-chain', 'behind-mfa'] as const)
      expect(sent(({ accessKeyId }) => accessKeyId)).toContain(keys[holder].accessKeyId);
    expect(sent(({ parameters }) => parameters.TokenCode)).toContain(MFA_CODE);
    expect(sent(({ parameters }) => parameters.WebIdentityToken)).toContain(webIdentityToken);
    const kinds: Record<string, (request: AwsRequest) => string | null | undefined> = {
      'device-code': ({ parameters }) => parameters.deviceCode,
      'client-secret': ({ parameters }) => parameters.clientSecret,
      'refresh-token': ({ parameters }) => parameters.refreshToken,
      'access-token': ({ bearerToken }) => bearerToken,
    };
    for (const [kind, value] of Object.entries(kinds))
      expect(sent(value).filter((text) => text?.includes(home.mark) && text.includes(kind))).not.toEqual([]);
    for (const secret of services.secrets()) expect(secret).toContain(home.mark);
  });

  it('are found however they are written', () => {
    const { mark, secret } = makeMarker();
    const text = secret('written');
    const bytes = [0, 1, 2, 3].map((length) => Buffer.from(`${'x'.repeat(length)}${text} and so on`));
    const forms: Readonly<Record<string, string | Buffer>> = {
      plain: `key=${text};`,
      'as a part of an address': `https://localhost/?${new URLSearchParams({ text })}`,
      'encoded twice': encodeURIComponent(encodeURIComponent(text)),
      'in JSON': JSON.stringify({ text }),
      'as two bytes a letter': Buffer.from(text, 'utf16le'),
      'in hex': Buffer.from(text).toString('hex'),
      ...Object.fromEntries(bytes.map((part, offset) => [`base64 at ${offset}`, part.toString('base64')])),
      ...Object.fromEntries(bytes.map((part, offset) => [`base64url at ${offset}`, part.toString('base64url')])),
    };
    for (const [where, form] of Object.entries(forms))
      expect(findSecrets([{ where, bytes: Buffer.from(form) }], needlesOf({ mark })), where).not.toEqual([]);
    // What has no mark is found by the whole of it.
    const signature = 'ab12'.repeat(16);
    const address = Buffer.from(`x${signature}`).toString('base64');
    expect(findSecrets([{ where: '', bytes: Buffer.from(address) }], needlesOf({ signature }))).not.toEqual([]);
    expect(findSecrets([{ where: '', bytes: Buffer.from('nothing') }], needlesOf({ mark }))).toEqual([]);
  });

  it('lie in the AWS files', async () => {
    const files = await filesBelow(join(home.folder, '.aws'));
    const holding = files.filter(({ bytes }) => bytes.includes(home.mark)).map(({ where }) => where);
    expect(holding).toEqual(expect.arrayContaining(['credentials', 'web-identity-token', 'process.sh']));
    expect(holding.filter((name) => /^sso\/cache\/[\da-f]{40}\.json$/.test(name))).toHaveLength(2);
    expect(holding).not.toContain('config');
  });

  it('are not in the messages between main and the windows', async () => {
    const messages = await ipc();
    expect(messages.length).toBeGreaterThan(FEWEST_MESSAGES);
    expect(messages.filter(({ bytes }) => bytes.includes('key-window/submit'))).not.toEqual([]);
    expect(findSecrets(messages, windowNeedles())).toEqual([]);
  });

  it('are not in the heap of the main window once the key window is gone', { timeout: SEARCH_LIMIT_MS }, async () => {
    expect(app.electron.windows()).toHaveLength(1);
    expect(findSecrets([await heapOf(app.electron)], windowNeedles())).toEqual([]);
  });

  it('are not in any other memory of the main window either', { timeout: SEARCH_LIMIT_MS }, async ({ skip }) => {
    const memory = await processMemoryOf(app.electron);
    if (memory === null) return skip('the system does not let the memory of a process be read');
    expect(findSecrets(memory, needlesOf({ 'a secret': home.mark }))).toEqual([]);
  });

  it('are not in the log, the output, the settings, the caches or the temporary files', async () => {
    await app.quit();
    const files = await outsideAwsFiles();
    const names = files.map(({ where }) => where);
    for (const name of ['settings.json', 'connections.json', ...(keyring === null ? [] : ['keys.json'])])
      expect(names).toContain(`data/${name}`);
    const log = files.find(({ where }) => where.endsWith('main.log'));
    expect(log?.bytes.toString()).toContain('s3 get: done');
    expect(log?.bytes.toString()).toContain('s3 put:');
    expect(findSecrets([...files, printed()], needles())).toEqual([]);
  });

  describe('after another start', () => {
    /** Files that a test put a secret into. */
    let planted: string[];
    /** A dump of main has every secret in it: there may be none. */
    const dumps = async () => (await outsideAwsFiles()).map(({ where }) => where).filter((name) => /\.dmp$/.test(name));

    beforeAll(async () => {
      await start();
      const recent = app.page.getByRole('button', { name: new RegExp(`^${BUCKET} `) });
      await recent.first().click();
      await person.until(cellOf(app.page, PICTURE));
    });

    it('would be found in each of these places', { timeout: SEARCH_LIMIT_MS }, async () => {
      const { mark, secret } = makeMarker();
      const found = (haystacks: readonly Haystack[]): string[] => findSecrets(haystacks, needlesOf({ planted: mark }));
      planted = await plant(app, home, secret('planted'));
      await expect.poll(async () => found([printed()])).toHaveLength(1);
      expect(found(await ipc())).toHaveLength(2);
      expect(found(await outsideAwsFiles()).map((find) => find.split(' holds ')[0])).toEqual(
        expect.arrayContaining(planted),
      );
      const inHeap = found([await heapOf(app.electron)]).join('\n');
      for (const way of ['raw', 'base64', 'hex']) expect(inHeap).toContain(`planted, ${way}:`);
      const memory = await processMemoryOf(app.electron);
      if (memory !== null) expect(found(memory)).not.toEqual([]);
    });

    it('are not in the heap or a crash dump after the page crashed', { timeout: SEARCH_LIMIT_MS }, async () => {
      await crashPage(app.electron);
      expect(findSecrets([await heapOf(app.electron)], windowNeedles())).toEqual([]);
      expect(findSecrets(await outsideAwsFiles(), needles())).toEqual([]);
      expect(planted).toEqual(expect.arrayContaining(await dumps()));
    });

    it('are not in a crash dump after main crashed', async () => {
      const child = app.electron.process();
      const ended = once(child, 'exit');
      await app.electron.evaluate(() => void setImmediate(() => process.crash())).catch(() => undefined);
      const [code, signal] = await ended;
      expect(code ?? signal).not.toBe(0);
      expect(findSecrets([...(await outsideAwsFiles()), printed()], needles())).toEqual([]);
      expect(planted).toEqual(expect.arrayContaining(await dumps()));
    });
  });
});
