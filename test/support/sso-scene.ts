import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fromIni } from '@aws-sdk/credential-providers';
import { onTestFinished } from 'vitest';
import {
  createSsoLogin,
  type LoginClock,
  type LoginWaiting,
  type SsoLoginParts,
} from '../../electron/credentials/sso-login.ts';
import { awsHome } from './aws-home.ts';
import { type AwsServices, type AwsServicesOptions, startAwsServices } from './aws-services.ts';
import { listenOnLoopback } from './loopback.ts';

export const START = 'https://example.awsapps.com/start';
export const REGION = 'eu-central-1';
export const DEVICE_CODE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code';

/** The SDK remembers by a session's name when it last renewed it. */
let sessions = 0;
export const sessionProfile = (session: string): string => `
[profile work]
sso_session = ${session}
sso_account_id = 111122223333
sso_role_name = Gallery
[sso-session ${session}]
sso_start_url = ${START}
sso_region = ${REGION}
`;
export const legacyProfile = `
[profile work]
sso_start_url = ${START}
sso_region = ${REGION}
sso_account_id = 111122223333
sso_role_name = Gallery
`;

export interface Scene {
  services: AwsServices;
  session: string;
  /** The cached login of `key`: a session's name, or a start url. */
  cacheFile(key: string): string;
}

export async function scene(
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

export interface Person {
  onWaiting?: (state: LoginWaiting) => void;
  signal?: AbortSignal;
  parts?: Partial<SsoLoginParts>;
}

/** A login of the profile `work` whose pauses take no time. */
export function logIn({
  onWaiting = () => undefined,
  signal = new AbortController().signal,
  parts = {},
}: Person): Promise<void> {
  const login = createSsoLogin({ openBrowser: () => undefined, clock: hurriedClock().clock, ...parts });
  return login('work', { signal, onWaiting });
}

/** A clock that only writes down how long it was to wait; `beforePoll` is told how many pauses there were. */
export function hurriedClock(beforePoll: (pause: number) => void = () => undefined): {
  clock: LoginClock;
  pauses: number[];
} {
  const pauses: number[] = [];
  const wait = async (ms: number, signal: AbortSignal): Promise<void> => {
    signal.throwIfAborted();
    beforePoll(pauses.push(ms));
  };
  return { clock: { now: () => Date.now(), wait }, pauses };
}

/** As {@link hurriedClock}; the person gives up in the first pause. */
export function onePause(cancel: AbortController): ReturnType<typeof hurriedClock> {
  const hurried = hurriedClock(() => cancel.abort());
  const wait: LoginClock['wait'] = async (ms, signal) => {
    await hurried.clock.wait(ms, signal);
    signal.throwIfAborted();
  };
  return { ...hurried, clock: { ...hurried.clock, wait } };
}

/** A login service that asks for odd things. Goes when the test is over. */
export async function oddService(oddities: Readonly<Record<string, unknown>>): Promise<void> {
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

export const roleKeys = () => fromIni({ profile: 'work', ignoreCache: true })();
export const readLogin = async (file: string): Promise<Record<string, string>> =>
  JSON.parse(await readFile(file, 'utf8'));
