import { randomBytes, randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { refuseAsOidc, refuseAsPortal, SsoServices, type SsoTimes } from './aws-services-sso.ts';
import { refuseAsSts, type StsState, serveSts } from './aws-services-sts.ts';
import {
  type AwsOperation,
  type AwsReply,
  type AwsRequest,
  type IssuedKeys,
  type Refusal,
  Refused,
  sendReply,
} from './aws-services-wire.ts';
import { listenOnLoopback } from './loopback.ts';

export { ACCOUNT } from './aws-services-sts.ts';
export type { AwsOperation, AwsRequest, IssuedKeys, Refusal } from './aws-services-wire.ts';

export interface AwsServicesOptions extends Partial<SsoTimes> {
  /** What STS and the portal give; new random ones each time where left out. May be changed by `issueKeys`. */
  keys?: IssuedKeys | ((request: AwsRequest) => IssuedKeys);
  /** How long given keys live: one hour where left out. */
  keySeconds?: number;
  /** Key ids that STS knows; every one where left out. */
  callers?: readonly string[];
  /** The code each MFA device shows, by serial number. */
  mfaCodes?: Readonly<Record<string, string>>;
  /** ARNs of the roles that want a code. */
  mfaRoles?: readonly string[];
  webIdentityToken?: string;
  /** Where a person is sent to allow a login; a page of this server where left out. */
  verificationPage?: string;
  /** Begins every secret that is made up here, to be recognised where it must not be. */
  secretMark?: string;
}

/** STS, the SSO portal and SSO OIDC on one port of loopback, as far as clients of a person's computer use them. */
export interface AwsServices {
  readonly endpoint: string;
  /** Make the AWS SDK and the AWS CLI ask here. */
  readonly variables: Readonly<Record<string, string>>;
  /** Everything asked so far, oldest first. */
  readonly requests: readonly AwsRequest[];
  requestsOf(operation: AwsOperation): AwsRequest[];
  /** Every secret made up here so far. */
  secrets(): readonly string[];
  /** User codes of the logins that wait for the person. */
  waiting(): string[];
  /** The person at the browser allows it, refuses it, or lets it lie until the code is stale. Throws for an unknown code. */
  approve(userCode: string): void;
  deny(userCode: string): void;
  expireCode(userCode: string): void;
  /** SSO access tokens given so far are good no more; `expireLogins` ends those that renew them too. */
  expireTokens(): void;
  expireLogins(): void;
  /** The next `times` requests of an operation are refused (by default all until `accept`). */
  refuse(operation: AwsOperation, refusal: string | Refusal, times?: number): void;
  accept(operation: AwsOperation): void;
  issueKeys(keys: IssuedKeys | ((request: AwsRequest) => IssuedKeys)): void;
  setKeySeconds(seconds: number): void;
  setTokenSeconds(seconds: number): void;
  setMfaCode(serial: string, code: string): void;
  stop(): Promise<void>;
}

const HOUR_S = 3_600;
const portalPath = '/federation/credentials';
const oidcOperations: Readonly<Record<string, AwsOperation>> = {
  '/client/register': 'RegisterClient',
  '/device_authorization': 'StartDeviceAuthorization',
  '/token': 'CreateToken',
};
const PAGE = '/device';

/** Keys as STS makes them up: of no value anywhere. */
export function randomKeys(mark = ''): IssuedKeys {
  return {
    accessKeyId: `ASIA${randomBytes(8).toString('hex').toUpperCase()}`,
    secretAccessKey: `${mark}${randomBytes(30).toString('base64')}`,
    sessionToken: `${mark}${randomBytes(60).toString('base64')}`,
  };
}

export async function startAwsServices(options: AwsServicesOptions = {}): Promise<AwsServices> {
  const mark = options.secretMark ?? '';
  const requests: AwsRequest[] = [];
  const secrets: string[] = [];
  const refusals = new Map<AwsOperation, { refusal: Refusal; left: number }>();
  const mfaCodes = new Map(Object.entries(options.mfaCodes ?? {}));
  let keysOf = issuer(options.keys ?? (() => randomKeys(mark)));
  let keySeconds = options.keySeconds ?? HOUR_S;

  const issueKeys = (request: AwsRequest): { keys: IssuedKeys; expiration: Date } => {
    const keys = keysOf(request);
    secrets.push(keys.secretAccessKey, keys.sessionToken);
    return { keys, expiration: new Date(Date.now() + keySeconds * 1_000) };
  };
  const makeSecret = (kind: string): string => {
    const secret = `${mark}${kind}-${randomBytes(24).toString('base64url')}`;
    secrets.push(secret);
    return secret;
  };
  const sts: StsState = {
    callers: options.callers === undefined ? null : new Set(options.callers),
    mfaCodes,
    mfaRoles: new Set(options.mfaRoles),
    webIdentityToken: options.webIdentityToken ?? null,
    issueKeys,
  };
  const scriptedRefusal = (operation: AwsOperation): Refusal | null => {
    const script = refusals.get(operation);
    if (script === undefined || script.left === 0) return null;
    script.left--;
    return script.refusal;
  };
  const replyTo = (request: AwsRequest, sso: SsoServices, requestId: string): AwsReply => {
    try {
      const scripted = scriptedRefusal(request.operation);
      if (scripted !== null) return refusalReply(request.operation, scripted, requestId);
      return isSts(request.operation) ? serveSts(sts, request, requestId) : sso.serve(request);
    } catch (thrown) {
      if (!(thrown instanceof Refused)) throw thrown;
      return refusalReply(request.operation, thrown.refusal, requestId);
    }
  };
  let sso: SsoServices | null = null;
  const serve = async (incoming: IncomingMessage, reply: ServerResponse): Promise<void> => {
    const requestId = randomUUID();
    const request = await readRequest(incoming);
    if (request === null || sso === null) {
      const isPage = incoming.url?.startsWith(PAGE) === true;
      reply.writeHead(isPage ? 200 : 404, { 'content-type': 'text/html' });
      reply.end(isPage ? '<!doctype html><title>Authorize request</title>' : '');
      return;
    }
    requests.push(request);
    sendReply(reply, requestId, replyTo(request, sso, requestId));
  };
  const server = await listenOnLoopback((incoming, reply) => {
    serve(incoming, reply).catch((thrown: unknown) => reply.destroy(thrown instanceof Error ? thrown : undefined));
  });
  const { tokenSeconds = 8 * HOUR_S, codeSeconds = 600, pollSeconds = 1 } = options;
  const services = new SsoServices(
    options.verificationPage ?? `${server.endpoint}${PAGE}`,
    { tokenSeconds, codeSeconds, pollSeconds },
    makeSecret,
    issueKeys,
  );
  sso = services;
  return {
    endpoint: server.endpoint,
    variables: {
      AWS_ENDPOINT_URL_STS: server.endpoint,
      AWS_ENDPOINT_URL_SSO: server.endpoint,
      AWS_ENDPOINT_URL_SSO_OIDC: server.endpoint,
    },
    requests,
    requestsOf: (operation) => requests.filter((request) => request.operation === operation),
    secrets: () => secrets.filter((secret) => secret !== ''),
    waiting: () => services.waiting(),
    approve: (userCode) => services.decide(userCode, 'approved'),
    deny: (userCode) => services.decide(userCode, 'denied'),
    expireCode: (userCode) => services.decide(userCode, 'expired'),
    expireTokens: () => services.expireAccessTokens(),
    expireLogins: () => {
      services.expireAccessTokens();
      services.expireRefreshTokens();
    },
    refuse: (operation, refusal, times = Number.POSITIVE_INFINITY) => {
      refusals.set(operation, { refusal: typeof refusal === 'string' ? { code: refusal } : refusal, left: times });
    },
    accept: (operation) => {
      refusals.delete(operation);
    },
    issueKeys: (keys) => {
      keysOf = issuer(keys);
    },
    setKeySeconds: (seconds) => {
      keySeconds = seconds;
    },
    setTokenSeconds: (seconds) => {
      services.times.tokenSeconds = seconds;
    },
    setMfaCode: (serial, code) => {
      mfaCodes.set(serial, code);
    },
    stop: server.stop,
  };
}

const issuer = (keys: IssuedKeys | ((request: AwsRequest) => IssuedKeys)): ((request: AwsRequest) => IssuedKeys) =>
  typeof keys === 'function' ? keys : () => keys;

const stsOperations: readonly AwsOperation[] = ['AssumeRole', 'AssumeRoleWithWebIdentity', 'GetCallerIdentity'];
const isSts = (operation: AwsOperation): boolean => stsOperations.includes(operation);

function refusalReply(operation: AwsOperation, refusal: Refusal, requestId: string): AwsReply {
  if (isSts(operation)) return refuseAsSts(refusal, requestId);
  return operation === 'GetRoleCredentials' ? refuseAsPortal(refusal) : refuseAsOidc(refusal);
}

/** Null for what is no operation. */
async function readRequest(incoming: IncomingMessage): Promise<AwsRequest | null> {
  const url = new URL(incoming.url ?? '/', 'http://localhost');
  const body = await text(incoming);
  const signed = /Credential=([^/]+)\//.exec(incoming.headers.authorization ?? '')?.[1] ?? null;
  const common = { accessKeyId: signed, bearerToken: null };
  if (url.pathname === portalPath && incoming.method === 'GET') {
    const token = incoming.headers['x-amz-sso_bearer_token'];
    return {
      ...common,
      operation: 'GetRoleCredentials',
      parameters: Object.fromEntries(url.searchParams),
      bearerToken: typeof token === 'string' ? token : null,
    };
  }
  if (incoming.method !== 'POST') return null;
  const oidc = oidcOperations[url.pathname];
  if (oidc !== undefined) return { ...common, operation: oidc, parameters: jsonParameters(body) };
  const parameters = Object.fromEntries(new URLSearchParams(body));
  const operation = stsOperations.find((name) => name === parameters.Action);
  return url.pathname === '/' && operation !== undefined ? { ...common, operation, parameters } : null;
}

function jsonParameters(body: string): Record<string, string> {
  const parsed: unknown = JSON.parse(body);
  if (typeof parsed !== 'object' || parsed === null) return {};
  const entries = Object.entries(parsed).map(([name, value]: [string, unknown]): [string, string] => [
    name,
    Array.isArray(value) ? value.join(' ') : String(value),
  ]);
  return Object.fromEntries(entries);
}
