import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { launchApp, type RunningApp } from '../support/app.ts';
import { startEmbeddedServer, type TestServer } from '../support/embedded-server.ts';
import { keyIdOf } from '../support/fault-scripts.ts';
import { type FaultingProxy, startFaultingProxy } from '../support/faulting-proxy.ts';
import {
  askForBucket,
  backToGrid,
  chooseAnotherBucket,
  chooseKeys,
  embeddedProfile,
  keysField,
  keysOffered,
  troubleScreen,
  waitForCount,
} from '../support/gallery.ts';
import { typeKeys } from '../support/key-window.ts';
import { webp } from '../support/pictures.ts';

const BUCKET = 'pictures';
/** Begins whatever the scripts print. */
const PRINTED = 'PRINTED-BY-THE-SCRIPT';
const TYPED_SECRET = 'typed/by.hand+in-the-window';

/** A profile for each way in which a program fails. */
const configText = (scripts: string): string =>
  ['missing', 'failing', 'chatty']
    .map((name) => `[profile ${name}]\ncredential_process = ${join(scripts, name)}\nregion = us-east-1\n`)
    .join('\n');

describe('keys of programs, and keys typed in', () => {
  let server: TestServer;
  let proxy: FaultingProxy;
  let app: RunningApp;
  let scripts: string;

  beforeAll(async () => {
    server = await startEmbeddedServer();
    proxy = await startFaultingProxy(server.endpoint);
    await server.createBucket(BUCKET);
    await server.putObjects(BUCKET, [{ key: 'one.webp', content: await webp({ width: 60, height: 40 }) }]);
    scripts = await mkdtemp(join(tmpdir(), 'contact-sheet-scripts-'));
    app = await launchApp({ awsHome: { config: configText(scripts) }, args: ['--log=debug'] });
  });
  afterEach(async () => {
    if (!app.page.isClosed()) await backToGrid(app.page);
  });
  afterAll(async () => {
    await app.close();
    await proxy.stop();
    await server.stop();
    await rm(scripts, { recursive: true, force: true });
  });

  const noKeys = () => troubleScreen(app.page, 'There are no keys at the moment');

  describe('a credential_process', () => {
    const mended = JSON.stringify({ Version: 1, AccessKeyId: 'AKIAFROMSCRIPT', SecretAccessKey: PRINTED });
    const script = async (name: string, lines: string): Promise<void> => {
      const file = join(scripts, name);
      await writeFile(file, `#!/bin/sh\n${lines}\n`);
      await chmod(file, 0o700);
    };

    it.each([
      { profile: 'missing', lines: null, said: 'The program that “missing” gets its keys from was not found.' },
      {
        profile: 'failing',
        lines: `echo ${PRINTED} | tee /dev/stderr; exit 1`,
        said: 'The program that “failing” gets its keys from ended with an error.',
      },
      {
        profile: 'chatty',
        lines: `echo "Welcome, ${PRINTED}!"`,
        said: 'The program that “chatty” gets its keys from printed something else than keys.',
      },
    ])('case 14: $profile: says what is wrong, and works once it is mended', async ({ profile, lines, said }) => {
      if (profile !== 'missing') await chooseAnotherBucket(app.page);
      if (lines !== null) await script(profile, lines);
      await chooseKeys(app.page, profile);
      await askForBucket(app.page, { bucket: BUCKET, endpoint: proxy.endpoint });
      await noKeys().getByRole('alert').getByText(said).waitFor();
      await script(profile, `echo '${mended}'`);
      await noKeys().getByRole('button', { name: 'Try again' }).click();
      await waitForCount(app.page, 1);
    });
  });

  describe('keys typed in where there is no keyring', () => {
    const typed = { 'Access key ID': 'AKIATYPED1234', 'Secret access key': TYPED_SECRET };
    const keyWindow = async (on: RunningApp, press: () => Promise<void>): Promise<Page> => {
      const opened = on.electron.waitForEvent('window');
      await press();
      const page = await opened;
      await page.getByRole('heading', { name: 'Enter access keys' }).waitFor();
      return page;
    };

    it('case 10: says that they are forgotten at the end, and opens the bucket with them', async () => {
      await chooseAnotherBucket(app.page);
      const page = await keyWindow(app, async () => {
        await keysField(app.page).click();
        await app.page.getByRole('menuitem', { name: 'Enter keys…' }).click();
      });
      await page.getByText('The keys are forgotten when Contact Sheet ends.').waitFor();
      await typeKeys(page, { Name: 'by hand', ...typed }, 'Use these keys');
      await app.page.getByRole('button', { name: 'Keys: by hand …1234' }).waitFor();
      proxy.reset();
      await askForBucket(app.page, { bucket: BUCKET, endpoint: proxy.endpoint });
      await waitForCount(app.page, 1);
      expect(new Set(proxy.requests.map(keyIdOf))).toEqual(new Set(['AKIATYPED1234']));
    });

    it('case 10: says after a restart that they are gone, and goes on with new ones', async () => {
      await app.quit();
      const next = await launchApp({ userData: app.userData, awsHome: { config: '' } });
      try {
        await next.page.getByRole('alert').getByText('These keys are not kept on this computer any more.').waitFor();
        expect(await next.page.getByLabel('Bucket', { exact: true }).inputValue()).toBe(BUCKET);
        const enter = next.page.getByRole('button', { name: 'Enter keys…' });
        const page = await keyWindow(next, () => enter.click());
        await typeKeys(page, typed, 'Use these keys');
        await waitForCount(next.page, 1);
      } finally {
        await next.close();
      }
    });

    it('case 14: leaves nothing of any key or program in the data folder, the log included', async () => {
      const secrets = [PRINTED, TYPED_SECRET];
      const files = await readdir(app.userData, { recursive: true, withFileTypes: true });
      let log = '';
      for (const file of files.filter((entry) => entry.isFile())) {
        const content = await readFile(join(file.parentPath, file.name));
        if (file.name === 'main.log') log = content.toString();
        for (const secret of secrets) expect(content.includes(secret), file.name).toBe(false);
      }
      expect(log).toContain('s3 list: done');
      expect(log).toContain('credential-process');
    });
  });
});

describe('the standard AWS variables', () => {
  it('gives keys, a profile to begin with, a region and an endpoint', async () => {
    const server = await startEmbeddedServer();
    const proxy = await startFaultingProxy(server.endpoint);
    await server.createBucket(BUCKET);
    const app = await launchApp({
      profiles: [embeddedProfile, { ...embeddedProfile, name: 'named', accessKeyId: 'AKIANAMED', region: '' }],
      env: {
        AWS_ACCESS_KEY_ID: 'AKIAENVIRONMENT',
        AWS_SECRET_ACCESS_KEY: 'environment',
        AWS_PROFILE: 'named',
        AWS_REGION: 'eu-north-1',
        AWS_ENDPOINT_URL_S3: proxy.endpoint,
      },
    });
    const { page } = app;
    const signedFor = () =>
      proxy.requests.map(({ headers }) => /Credential=(\S+)\/s3/.exec(String(headers.authorization))?.[1]);
    try {
      await page.getByRole('button', { name: 'Keys: named' }).waitFor();
      expect(await keysOffered(page)).toEqual([
        'named',
        'Environment variables …MENT · eu-north-1',
        'embedded us-east-1',
      ]);
      await askForBucket(page, { bucket: BUCKET, endpoint: '' });
      await waitForCount(page, 0);
      expect(new Set(signedFor())).toEqual(new Set([expect.stringMatching(/^AKIANAMED\/\d+\/eu-north-1$/)]));
      proxy.reset();
      await chooseAnotherBucket(page);
      await chooseKeys(page, 'Environment variables');
      await askForBucket(page, { bucket: BUCKET, endpoint: '' });
      await waitForCount(page, 0);
      expect(signedFor()[0]).toMatch(/^AKIAENVIRONMENT\/\d+\/eu-north-1$/);
    } finally {
      await app.close();
      await proxy.stop();
      await server.stop();
    }
  });
});
