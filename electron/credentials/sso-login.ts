import { setTimeout as delay } from 'node:timers/promises';
import {
  CreateTokenCommand,
  type CreateTokenCommandOutput,
  RegisterClientCommand,
  StartDeviceAuthorizationCommand,
} from '@aws-sdk/client-sso-oidc';
import { type AppErrorCode, AppFailure } from '../../shared/app-error.ts';
import type { TemporaryWatch } from '../files/write.ts';
import { isLoopback } from '../s3/loopback.ts';
import { loadProfiles } from './profiles.ts';
import { connectOidc, isOidcRefusal, type OidcService, toLoginFailure } from './sso-oidc.ts';
import { type SsoSession, ssoSessionOf } from './sso-session.ts';
import { type SsoToken, writeSsoToken } from './sso-token-cache.ts';

/** What the person sees while the app waits for them. `expiresAt` is ms since the epoch. */
export interface LoginWaiting {
  userCode: string;
  address: string;
  expiresAt: number;
}

/**
 * Logs in to the SSO session of a profile by device authorisation (RFC 8628): registers, opens the browser, and waits
 * until the person allowed it there. Afterwards the login lies where the SDK's providers look. Throws `login-refused`,
 * `no-such-profile`, `unreachable`, `timed-out`, `throttled`, `server-error`, `not-writable`, `disk-full`, `cancelled`.
 */
export type SsoLogin = (
  profile: string,
  options: { signal: AbortSignal; onWaiting(state: LoginWaiting): void },
) => Promise<void>;

/** The time, replaced by tests. */
export interface LoginClock {
  now(): number;
  /** Rejects as soon as the signal aborts. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
}

export interface SsoLoginParts {
  /** Asked once a login, with an address that was checked. The wait goes on where it fails: the person sees the address. */
  openBrowser(address: string): Promise<void> | void;
  clock?: LoginClock;
  /** Told of the temporaries, which hold secrets. */
  watch?: TemporaryWatch;
}

interface Registration {
  clientId: string;
  clientSecret: string;
  expiresAt: number;
}

interface Authorization {
  deviceCode: string;
  waiting: LoginWaiting;
  intervalMs: number;
}

/** One login on its way. `secrets` grows by whatever the service gave. */
interface LoginRun extends OidcService {
  profile: string;
  session: SsoSession;
  signal: AbortSignal;
  secrets: string[];
  clock: LoginClock;
}

/** As the browser names it to the person. */
const CLIENT_NAME = 'Contact Sheet';
const DEVICE_CODE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code';
const REFRESH_GRANT = 'refresh_token';
/** Where the service names no interval, and what each `slow_down` adds (RFC 8628, sections 3.2 and 3.5). */
const INTERVAL_MS = 5_000;
const SLOW_DOWN_MS = 5_000;
/** What the service may ask for: a pause of none would be a storm, and one of weeks is none to Node's timers. */
const SHORTEST_INTERVAL_MS = 1_000;
const LONGEST_INTERVAL_MS = 60_000;
/** AWS gives ten minutes. */
const LONGEST_WAIT_MS = 60 * 60_000;
/** AWS's codes have nine characters. A person has to compare it: nothing that is not seen, or turns the text around. */
const USER_CODE = /^[\x21-\x7e]{1,64}$/;
const MAX_ADDRESS_LENGTH = 2_048;
/** Polls in a row that may fail for want of a network before the login does: a laptop changes its Wi-Fi in less. */
const LOST_POLLS = 5;

const systemClock: LoginClock = { now: () => Date.now(), wait: (ms, signal) => delay(ms, undefined, { signal }) };

export function createSsoLogin({ openBrowser, clock = systemClock, watch }: SsoLoginParts): SsoLogin {
  return async (profile, { signal, onWaiting }) => {
    const session = ssoSessionOf(await loadProfiles(), profile);
    const service = connectOidc(session);
    const run: LoginRun = { ...service, profile, session, signal, secrets: [], clock };
    try {
      signal.throwIfAborted();
      const registration = await register(run);
      const authorization = await authorize(run, registration);
      onWaiting(authorization.waiting);
      open(openBrowser, authorization.waiting.address);
      const token = await waitForPerson(run, registration, authorization);
      const kept = tokenOf(run, registration, token);
      await writeSsoToken(session, kept, watch === undefined ? { signal } : { signal, watch });
    } catch (thrown) {
      throw toLoginFailure(thrown, run);
    } finally {
      service.client.destroy();
    }
  };
}

async function register({ client, session, signal, secrets }: LoginRun): Promise<Registration> {
  // Without scopes nothing is renewed, and a client registers as it did before there were any.
  const grants = { scopes: [...session.scopes], grantTypes: [DEVICE_CODE_GRANT, REFRESH_GRANT] };
  const command = new RegisterClientCommand({
    clientName: CLIENT_NAME,
    clientType: 'public',
    ...(session.scopes.length === 0 ? {} : grants),
  });
  const reply = await client.send(command, { abortSignal: signal });
  const { clientId = '', clientSecret = '', clientSecretExpiresAt = 0 } = reply;
  requireFields('RegisterClient', { clientId, clientSecret });
  secrets.push(clientSecret);
  return { clientId, clientSecret, expiresAt: clientSecretExpiresAt * 1_000 };
}

async function authorize(run: LoginRun, { clientId, clientSecret }: Registration): Promise<Authorization> {
  const { client, session, signal, secrets, clock } = run;
  const command = new StartDeviceAuthorizationCommand({ clientId, clientSecret, startUrl: session.startUrl });
  const reply = await client.send(command, { abortSignal: signal });
  const { deviceCode = '', userCode = '', expiresIn = 0, interval } = reply;
  const given = reply.verificationUriComplete ?? reply.verificationUri ?? '';
  requireFields('StartDeviceAuthorization', { deviceCode, userCode, address: given });
  secrets.push(deviceCode);
  if (!mayOpen(given)) throw refused(run, 'misconfigured', 'verificationUri');
  if (!USER_CODE.test(userCode)) throw refused(run, 'misconfigured', 'userCode');
  // As it was understood: what the browser is handed has no line ends, spaces or turned text in it.
  const address = new URL(given).href;
  const waiting = { userCode, address, expiresAt: clock.now() + Math.min(expiresIn * 1_000, LONGEST_WAIT_MS) };
  return { deviceCode, waiting, intervalMs: interval === undefined ? INTERVAL_MS : within(interval * 1_000) };
}

const within = (intervalMs: number): number =>
  Math.min(Math.max(intervalMs, SHORTEST_INTERVAL_MS), LONGEST_INTERVAL_MS);

/** Only what a person may trust with their password: https, or plain http to this computer. */
export function mayOpen(address: string): boolean {
  if (address.length > MAX_ADDRESS_LENGTH || !URL.canParse(address)) return false;
  const { protocol, hostname, username, password } = new URL(address);
  if (username !== '' || password !== '') return false;
  return protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname));
}

function open(openBrowser: SsoLoginParts['openBrowser'], address: string): void {
  // The window shows the address as well, to be opened by hand.
  Promise.resolve()
    .then(() => openBrowser(address))
    .catch(() => undefined);
}

/** Asks in the service's own rhythm until the person decided or the code is stale. */
async function waitForPerson(
  run: LoginRun,
  registration: Registration,
  { deviceCode, waiting, intervalMs }: Authorization,
): Promise<CreateTokenCommandOutput> {
  const { client, signal, clock } = run;
  let pauseMs = intervalMs;
  for (let lost = 0; ; ) {
    await clock.wait(pauseMs, signal);
    if (clock.now() >= waiting.expiresAt) throw refused(run, 'expired', '');
    const { clientId, clientSecret } = registration;
    const command = new CreateTokenCommand({ clientId, clientSecret, deviceCode, grantType: DEVICE_CODE_GRANT });
    try {
      return await client.send(command, { abortSignal: signal });
    } catch (thrown) {
      if (isOidcRefusal(thrown, 'AuthorizationPendingException')) lost = 0;
      else if (isOidcRefusal(thrown, 'SlowDownException')) pauseMs += SLOW_DOWN_MS;
      else if (++lost > LOST_POLLS || !mayPass(toLoginFailure(thrown, run))) throw thrown;
    }
  }
}

/** What another poll may not meet any more: none of it says anything about the login. */
const passing: readonly AppErrorCode[] = ['unreachable', 'timed-out', 'throttled', 'server-error'];
const mayPass = ({ error }: AppFailure): boolean => passing.includes(error.code);

function tokenOf(run: LoginRun, registration: Registration, reply: CreateTokenCommandOutput): SsoToken {
  const { accessToken = '', refreshToken, expiresIn = 0 } = reply;
  requireFields('CreateToken', { accessToken });
  const { clientId, clientSecret, expiresAt: registrationExpiresAt } = registration;
  const expiresAt = run.clock.now() + expiresIn * 1_000;
  const token = { accessToken, expiresAt, refreshToken: refreshToken ?? null, clientId, clientSecret };
  return { ...token, registrationExpiresAt };
}

/** Something else answers at the address where a field is missing; the names hold no secret. */
function requireFields(operation: string, fields: Readonly<Record<string, string>>): void {
  const missing = Object.keys(fields).filter((name) => fields[name] === '');
  if (missing.length > 0) throw new TypeError(`expected ${missing.join(', ')} of ${operation}`);
}

const refused = ({ profile }: LoginRun, reason: 'expired' | 'misconfigured', detail: string): AppFailure =>
  new AppFailure({ code: 'login-refused', profile, reason, detail });
