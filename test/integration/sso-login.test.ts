import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fromIni } from '@aws-sdk/credential-providers';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  createSsoLogin,
  type LoginClock,
  type LoginWaiting,
  type SsoLoginParts,
} from '../../electron/credentials/sso-login.ts';
import { awsHome } from '../support/aws-home.ts';
import { type AwsServices, type AwsServicesOptions, startAwsServices } from '../support/aws-services.ts';
import { errorOf } from '../support/failures.ts';
import { listenOnLoopback, refusingEndpoint } from '../support/loopback.ts';

const START = 'https://example.awsapps.com/start';
const REGION = 'eu-central-1';
const DEVICE_CODE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code';

/** The SDK remembers by a session's name when it last renewed it. */
let sessions = 0;
const sessionProfile = (session: string): string => `
[profile work]
sso_session = ${session}
sso_account_id = 111122223333
sso_role_name = Gallery
[sso-session ${session}]
sso_start_url = ${START}
sso_region = ${REGION}
`;
const legacyProfile = `
[profile work]
sso_start_url = ${START}
sso_region = ${REGION}
sso_account_id = 111122223333
sso_role_name = Gallery
`;

interface Scene {
  services: AwsServices;
  session: string;
  /** The cached login of `key`: a session's name, or a start url. */
  cacheFile(key: string): string;
}

async function scene(
  options: AwsServicesOptions = {},
  config: (session: string) => string = sessionProfile,
): Promise<Scene> {
  const services = await startAwsServices(options);
  onTestFinished(() => services.stop());
  const session = `session-${++sessions}`;
  const home = await awsHome(config(session), services.variables);
  const cacheFile = (key: string): string =>
    path.join(home, '.aws', 'sso', 'cache', `${createHash('sha1').update(key).digest('hex')}.json`);
  return { services, session, cacheFile };
}

interface Person {
  onWaiting?: (state: LoginWaiting) => void;
  signal?: AbortSignal;
  parts?: Partial<SsoLoginParts>;
}

/** A login of the profile `work` whose pauses take no time. */
function logIn({
  onWaiting = () => undefined,
  signal = new AbortController().signal,
  parts = {},
}: Person): Promise<void> {
  const login = createSsoLogin({ openBrowser: () => undefined, clock: hurriedClock().clock, ...parts });
  return login('work', { signal, onWaiting });
}

/** A clock that only writes down how long it was to wait; `beforePoll` is told how many pauses there were. */
function hurriedClock(beforePoll: (pause: number) => void = () => undefined): { clock: LoginClock; pauses: number[] } {
  const pauses: number[] = [];
  const wait = async (ms: number, signal: AbortSignal): Promise<void> => {
    signal.throwIfAborted();
    beforePoll(pauses.push(ms));
  };
  return { clock: { now: () => Date.now(), wait }, pauses };
}

/** As {@link hurriedClock}; the person gives up in the first pause. */
function onePause(cancel: AbortController): ReturnType<typeof hurriedClock> {
  const hurried = hurriedClock(() => cancel.abort());
  const wait: LoginClock['wait'] = async (ms, signal) => {
    await hurried.clock.wait(ms, signal);
    signal.throwIfAborted();
  };
  return { ...hurried, clock: { ...hurried.clock, wait } };
}

/** A login service that asks for odd things. Goes when the test is over. */
async function oddService(oddities: Readonly<Record<string, unknown>>): Promise<void> {
  const server = await listenOnLoopback((request, reply) => {
    const isRegistration = request.url?.endsWith('/client/register') === true;
    const registration = { clientId: 'client', clientSecret: 'secret', clientSecretExpiresAt: 4e9 };
    const place = { verificationUri: 'https://device.example/', expiresIn: 600, interval: 1 };
    const authorization = { deviceCode: 'device', userCode: 'ABCD-EFGH', ...place, ...oddities };
    reply.writeHead(200, { 'content-type': 'application/json' });
    reply.end(JSON.stringify(isRegistration ? registration : authorization));
  });
  onTestFinished(() => server.stop());
  await awsHome(sessionProfile('odd'), { AWS_ENDPOINT_URL_SSO_OIDC: server.endpoint });
}

const roleKeys = () => fromIni({ profile: 'work', ignoreCache: true })();
const readLogin = async (file: string): Promise<Record<string, string>> => JSON.parse(await readFile(file, 'utf8'));

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

describe('a login that comes to nothing', () => {
  it('says that the person refused it', async () => {
    const { services, session, cacheFile } = await scene();
    const { clock, pauses } = hurriedClock();
    const error = await errorOf(logIn({ onWaiting: ({ userCode }) => services.deny(userCode), parts: { clock } }));
    expect(pauses).toHaveLength(1);
    expect(error).toEqual({ code: 'login-refused', profile: 'work', reason: 'denied', detail: '' });
    await expect(stat(cacheFile(session))).rejects.toThrow('ENOENT');
  });

  it('says that the code is stale, by word of the service', async () => {
    const { services } = await scene();
    const error = await errorOf(logIn({ onWaiting: ({ userCode }) => services.expireCode(userCode) }));
    expect(error).toEqual({ code: 'login-refused', profile: 'work', reason: 'expired', detail: '' });
  });

  it('says that the code is stale, by the clock, and asks no more', async () => {
    const { services } = await scene({ codeSeconds: 3 });
    let now = 0;
    const clock: LoginClock = {
      now: () => now,
      wait: async (ms) => {
        now += ms;
      },
    };
    expect(await errorOf(logIn({ parts: { clock } }))).toMatchObject({ code: 'login-refused', reason: 'expired' });
    expect(services.requestsOf('CreateToken')).toHaveLength(2);
  });

  it('ends at once when it is cancelled while it waits', async () => {
    const { services, session, cacheFile } = await scene({ pollSeconds: 600, codeSeconds: 6_000 });
    const cancel = new AbortController();
    // By the real clock: ten minutes until the first poll.
    const logInSlowly = createSsoLogin({ openBrowser: () => cancel.abort() });
    const login = logInSlowly('work', { signal: cancel.signal, onWaiting: () => undefined });
    expect(await errorOf(login)).toEqual({ code: 'cancelled' });
    expect(services.requestsOf('CreateToken')).toHaveLength(0);
    await expect(stat(cacheFile(session))).rejects.toThrow('ENOENT');
  });

  it('ends at once when it is cancelled while the service does not answer', async () => {
    const cancel = new AbortController();
    const server = await listenOnLoopback(() => cancel.abort());
    onTestFinished(() => server.stop());
    await awsHome(sessionProfile('silent'), { AWS_ENDPOINT_URL_SSO_OIDC: server.endpoint });
    expect(await errorOf(logIn({ signal: cancel.signal }))).toEqual({ code: 'cancelled' });
  });

  it('does not begin when it was cancelled before', async () => {
    const { services } = await scene();
    expect(await errorOf(logIn({ signal: AbortSignal.abort() }))).toEqual({ code: 'cancelled' });
    expect(services.requests).toEqual([]);
  });

  it('says what the service dislikes about the settings', async () => {
    await scene({}, (name) => sessionProfile(name).replace(START, 'nowhere'));
    expect(await errorOf(logIn({}))).toEqual({
      code: 'login-refused',
      profile: 'work',
      reason: 'misconfigured',
      detail: 'Invalid start url provided',
    });
  });

  it('repeats no code that the service put into its words', async () => {
    const { services } = await scene();
    const { clock } = hurriedClock(() => {
      const device = services.secrets().find((secret) => secret.startsWith('device-code')) ?? 'missing';
      services.refuse('CreateToken', { code: 'InvalidGrantException', message: `unknown ${device}` });
    });
    const error = await errorOf(logIn({ parts: { clock } }));
    expect(error).toMatchObject({ reason: 'misconfigured', detail: 'InvalidGrantException' });
  });

  it('opens no address that could be anybody', async () => {
    await scene({ verificationPage: 'http://device.example/' });
    const opened: string[] = [];
    const error = await errorOf(logIn({ parts: { openBrowser: (url) => void opened.push(url) } }));
    expect(error).toMatchObject({ code: 'login-refused', reason: 'misconfigured' });
    expect(opened).toEqual([]);
  });

  it.each([
    ['is too long to compare', 'A'.repeat(65)],
    ['turns around what follows', 'ABCD\u202eHGFE'],
    ['goes over lines', 'ABCD\nEFGH'],
  ])('shows no code that %s', async (_, userCode) => {
    await oddService({ userCode });
    const seen: LoginWaiting[] = [];
    const error = await errorOf(logIn({ onWaiting: (state) => seen.push(state) }));
    expect(error).toMatchObject({ code: 'login-refused', reason: 'misconfigured', detail: 'userCode' });
    expect(seen).toEqual([]);
  });

  it('hands the browser an address as it was understood', async () => {
    await oddService({ verificationUri: ' https://device.exa\nmple/a b\u202e"' });
    const cancel = new AbortController();
    const opened: string[] = [];
    const openBrowser = (url: string): void => void opened.push(url);
    await errorOf(logIn({ signal: cancel.signal, parts: { openBrowser, clock: onePause(cancel).clock } }));
    expect(opened).toEqual(['https://device.example/a%20b%E2%80%AE%22']);
  });

  it.each([
    ['none', 0, 1_000],
    ['less than none', -5, 1_000],
    ['a month', 30 * 24 * 3_600, 60_000],
    ['its own', 7, 7_000],
  ])('pauses between polls where the service asks for %s', async (_, interval, expected) => {
    await oddService({ interval });
    const cancel = new AbortController();
    const { clock, pauses } = onePause(cancel);
    expect(await errorOf(logIn({ signal: cancel.signal, parts: { clock } }))).toEqual({ code: 'cancelled' });
    expect(pauses).toEqual([expected]);
  });

  it('waits no longer than an hour, whatever the service says', async () => {
    await oddService({ expiresIn: 1e300 });
    const cancel = new AbortController();
    const seen: LoginWaiting[] = [];
    const parts = { clock: onePause(cancel).clock };
    await errorOf(logIn({ signal: cancel.signal, onWaiting: (state) => seen.push(state), parts }));
    expect(seen[0]?.expiresAt).toBeLessThanOrEqual(Date.now() + 3_600_000);
  });

  it.each([
    ['is not there', 'nobody', { code: 'no-such-profile', profile: 'work' }],
    ['has no SSO settings', 'work', { code: 'login-refused', reason: 'misconfigured', detail: 'sso_session' }],
  ])('says that the profile %s', async (_, name, expected) => {
    const { services } = await scene({}, () => `[profile ${name}]\nregion = ${REGION}\n`);
    expect(await errorOf(logIn({}))).toMatchObject(expected);
    expect(services.requests).toEqual([]);
  });
});

describe('a login over a bad network', () => {
  it('says that the service cannot be reached', async () => {
    const endpoint = await refusingEndpoint();
    await awsHome(sessionProfile('away'), { AWS_ENDPOINT_URL_SSO_OIDC: endpoint });
    expect(await errorOf(logIn({}))).toEqual({ code: 'unreachable', endpoint, detail: 'ECONNREFUSED' });
  });

  it('takes no captive portal for the service', async () => {
    const server = await listenOnLoopback((_, reply) => {
      reply.writeHead(200, { 'content-type': 'text/html' });
      reply.end('<html>Welcome to our Wi-Fi</html>');
    });
    onTestFinished(() => server.stop());
    await awsHome(sessionProfile('portal'), { AWS_ENDPOINT_URL_SSO_OIDC: server.endpoint });
    expect(await errorOf(logIn({}))).toMatchObject({ code: 'unreachable', endpoint: server.endpoint });
  });

  it('asks less often when the service says so', async () => {
    const { services } = await scene();
    services.refuse('CreateToken', 'SlowDownException', 2);
    const { clock, pauses } = hurriedClock();
    await logIn({ onWaiting: ({ userCode }) => services.approve(userCode), parts: { clock } });
    expect(pauses).toEqual([1_000, 6_000, 11_000]);
  });

  it('goes on after polls that failed for a passing reason', async () => {
    const { services } = await scene();
    // More than the SDK's own three tries.
    services.refuse('CreateToken', 'InternalServerException', 4);
    const { clock, pauses } = hurriedClock();
    await logIn({ onWaiting: ({ userCode }) => services.approve(userCode), parts: { clock } });
    expect(pauses).toEqual([1_000, 1_000]);
  });

  it('does not add up polls that failed with answers between them', async () => {
    const { services } = await scene();
    let code = '';
    const { clock } = hurriedClock((pause) => {
      // The SDK's own three tries of every second poll.
      if (pause % 2 === 1 && pause < 14) services.refuse('CreateToken', 'InternalServerException', 3);
      if (pause === 14) services.approve(code);
    });
    const onWaiting = ({ userCode }: LoginWaiting): void => {
      code = userCode;
    };
    await expect(logIn({ onWaiting, parts: { clock } })).resolves.toBeUndefined();
  });

  it('gives up after some polls in a row without a network', async () => {
    const { services } = await scene();
    const { clock, pauses } = hurriedClock((pause) => {
      if (pause === 1) void services.stop();
    });
    expect(await errorOf(logIn({ parts: { clock } }))).toMatchObject({ code: 'unreachable' });
    expect(pauses).toHaveLength(6);
  });

  it('waits on when the browser cannot be opened', async () => {
    const { services } = await scene();
    const openBrowser = () => Promise.reject(new Error('no browser'));
    await logIn({ onWaiting: ({ userCode }) => services.approve(userCode), parts: { openBrowser } });
    expect((await roleKeys()).accessKeyId).toMatch(/^ASIA/);
  });
});
