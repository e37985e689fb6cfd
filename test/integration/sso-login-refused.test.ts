import { stat } from 'node:fs/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createSsoLogin, type LoginClock, type LoginWaiting } from '../../electron/credentials/sso-login.ts';
import { awsHome } from '../support/aws-home.ts';
import { errorOf } from '../support/failures.ts';
import { listenOnLoopback, refusingEndpoint } from '../support/loopback.ts';
import {
  hurriedClock,
  logIn,
  oddService,
  onePause,
  REGION,
  roleKeys,
  START,
  scene,
  sessionProfile,
} from '../support/sso-scene.ts';

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
