import { mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fromIni } from '@aws-sdk/credential-providers';
import { describe, expect, it } from 'vitest';
import { createSsoLogin, type LoginWaiting } from '../../electron/credentials/sso-login.ts';
import {
  DEVICE_CODE_GRANT,
  hurriedClock,
  legacyProfile,
  logIn,
  REGION,
  readLogin,
  roleKeys,
  START,
  scene,
  sessionProfile,
} from '../support/sso-scene.ts';

describe('logging in to a shared SSO session', () => {
  it('opens the browser at the address with the code, and waits until the person allowed it there', async () => {
    const { services } = await scene();
    const opened: string[] = [];
    const seen: LoginWaiting[] = [];
    const { clock, pauses } = hurriedClock((pause) => {
      if (pause === 3) services.approve(seen[0]?.userCode ?? '');
    });
    const started = Date.now();
    await logIn({
      onWaiting: (state) => seen.push(state),
      parts: { openBrowser: (url) => void opened.push(url), clock },
    });
    const [waiting] = seen;
    expect(opened).toEqual([waiting?.address]);
    expect(waiting?.address).toBe(`${services.endpoint}/device?user_code=${waiting?.userCode}`);
    expect(waiting?.expiresAt).toBeGreaterThanOrEqual(started + 600_000);
    expect(pauses).toEqual([1_000, 1_000, 1_000]);
    expect(seen).toHaveLength(1);
  });

  it('keeps the login where the SDK finds it, which then gets the keys of the role', async () => {
    const { services, session, cacheFile } = await scene();
    await logIn({ onWaiting: ({ userCode }) => services.approve(userCode) });
    const login = await readLogin(cacheFile(session));
    expect(Object.keys(login).sort()).toEqual([
      'accessToken',
      'clientId',
      'clientSecret',
      'expiresAt',
      'refreshToken',
      'region',
      'registrationExpiresAt',
      'startUrl',
    ]);
    expect(login).toMatchObject({ startUrl: START, region: REGION });
    expect(login.expiresAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    const keys = await roleKeys();
    expect(services.secrets()).toContain(keys.secretAccessKey);
    expect(services.requestsOf('GetRoleCredentials')).toMatchObject([
      { bearerToken: login.accessToken, parameters: { account_id: '111122223333', role_name: 'Gallery' } },
    ]);
  });

  it('registers the scopes of the session, and to be renewed', async () => {
    const { services } = await scene({}, (name) => `${sessionProfile(name)}sso_registration_scopes = a:b, c:d\n`);
    await logIn({ onWaiting: ({ userCode }) => services.approve(userCode) });
    expect(services.requestsOf('RegisterClient')).toMatchObject([
      {
        parameters: {
          clientName: 'Contact Sheet',
          scopes: 'a:b c:d',
          grantTypes: `${DEVICE_CODE_GRANT} refresh_token`,
        },
      },
    ]);
    expect(services.requestsOf('StartDeviceAuthorization')).toMatchObject([{ parameters: { startUrl: START } }]);
  });

  it('lets the SDK renew a token that is about to end, without the person', async () => {
    const { services, session, cacheFile } = await scene({ tokenSeconds: 60 });
    await logIn({ onWaiting: ({ userCode }) => services.approve(userCode) });
    const first = await readLogin(cacheFile(session));
    await roleKeys();
    const second = await readLogin(cacheFile(session));
    expect(services.requestsOf('CreateToken').map(({ parameters }) => parameters.grantType)).toEqual([
      DEVICE_CODE_GRANT,
      'refresh_token',
    ]);
    expect(second.accessToken).not.toBe(first.accessToken);
    expect(services.requestsOf('GetRoleCredentials')[0]?.bearerToken).toBe(second.accessToken);
  });

  it('serves a profile that takes on a role with the keys of the session', async () => {
    const role = 'arn:aws:iam::111122223333:role/gallery';
    const { services } = await scene(
      { keys: { accessKeyId: 'ASIAFROMSSO', secretAccessKey: 'one', sessionToken: 'two' } },
      (name) =>
        `${sessionProfile(name)}[profile role]\nrole_arn = ${role}\nsource_profile = work\nregion = ${REGION}\n`,
    );
    const login = createSsoLogin({ openBrowser: () => undefined, clock: hurriedClock().clock });
    await login('role', {
      signal: new AbortController().signal,
      onWaiting: ({ userCode }) => services.approve(userCode),
    });
    await fromIni({ profile: 'role', ignoreCache: true })();
    expect(services.requestsOf('AssumeRole')).toMatchObject([
      { accessKeyId: 'ASIAFROMSSO', parameters: { RoleArn: role } },
    ]);
  });

  it('case 12: takes the place of a login that the service ended', async () => {
    const { services } = await scene();
    await logIn({ onWaiting: ({ userCode }) => services.approve(userCode) });
    await roleKeys();
    services.expireLogins();
    await expect(roleKeys()).rejects.toThrow('Session token not found or invalid');
    await logIn({ onWaiting: ({ userCode }) => services.approve(userCode) });
    expect((await roleKeys()).accessKeyId).toMatch(/^ASIA/);
  });
});

describe('logging in by the older settings of a profile', () => {
  it('keeps a login without renewal under the start url, which then gets the keys of the role', async () => {
    const { services, cacheFile } = await scene({}, () => legacyProfile);
    await logIn({ onWaiting: ({ userCode }) => services.approve(userCode) });
    const [registration] = services.requestsOf('RegisterClient');
    expect(Object.keys(registration?.parameters ?? {}).sort()).toEqual(['clientName', 'clientType']);
    expect(await readLogin(cacheFile(START))).not.toHaveProperty('refreshToken');
    expect((await roleKeys()).accessKeyId).toMatch(/^ASIA/);
  });
});

// Windows knows no such modes: who may read there follows from the folder of the account.
describe.runIf(process.platform !== 'win32')('the file of a login', () => {
  it('is for its owner only, in a folder for its owner only', async () => {
    const { services, session, cacheFile } = await scene();
    await logIn({ onWaiting: ({ userCode }) => services.approve(userCode) });
    const file = cacheFile(session);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await stat(path.dirname(file))).mode & 0o777).toBe(0o700);
    expect(await readdir(path.dirname(file))).toEqual([path.basename(file)]);
  });

  it('is for its owner only where an older one was for everybody', async () => {
    const { services, session, cacheFile } = await scene();
    const file = cacheFile(session);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, '{}', { mode: 0o644 });
    await logIn({ onWaiting: ({ userCode }) => services.approve(userCode) });
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await readLogin(file)).toHaveProperty('accessToken');
  });
});
