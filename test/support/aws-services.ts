import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type IssuedKeysOf, Mint, type MintOptions } from './aws-services-mint.ts';
import { isSts, readRequest } from './aws-services-requests.ts';
import { DEVICE_PAGE, refuseAsOidc, refuseAsPortal, type SsoOptions, SsoServices } from './aws-services-sso.ts';
import { refuseAsSts, type StsState, serveSts } from './aws-services-sts.ts';
import {
  type AwsOperation,
  type AwsReply,
  type AwsRequest,
  type Refusal,
  RefusalScript,
  Refused,
  sendReply,
} from './aws-services-wire.ts';
import { listenOnLoopback } from './loopback.ts';

export { ACCOUNT } from './aws-services-sts.ts';
export type { AwsOperation, AwsRequest, IssuedKeys, Refusal } from './aws-services-wire.ts';

export interface AwsServicesOptions extends SsoOptions, MintOptions {
  /** Key ids that STS knows; every one where left out. */
  callers?: readonly string[];
  /** The code each MFA device shows, by serial number. */
  mfaCodes?: Readonly<Record<string, string>>;
  /** ARNs of the roles that want a code. */
  mfaRoles?: readonly string[];
  webIdentityToken?: string;
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
  issueKeys(keys: IssuedKeysOf): void;
  setKeySeconds(seconds: number): void;
  setTokenSeconds(seconds: number): void;
  setMfaCode(serial: string, code: string): void;
  stop(): Promise<void>;
}

export async function startAwsServices(options: AwsServicesOptions = {}): Promise<AwsServices> {
  const requests: AwsRequest[] = [];
  const mint = new Mint(options);
  const script = new RefusalScript();
  const mfaCodes = new Map(Object.entries(options.mfaCodes ?? {}));
  const sts: StsState = {
    callers: options.callers === undefined ? null : new Set(options.callers),
    mfaCodes,
    mfaRoles: new Set(options.mfaRoles),
    webIdentityToken: options.webIdentityToken ?? null,
    issueKeys: (request) => mint.issueKeys(request),
  };
  const sso = new SsoServices(options, mint);
  const server = await listenOnLoopback((incoming, reply) => {
    answer(incoming, reply).catch((thrown: unknown) => reply.destroy(thrown instanceof Error ? thrown : undefined));
  });
  async function answer(incoming: IncomingMessage, reply: ServerResponse): Promise<void> {
    const requestId = randomUUID();
    const request = await readRequest(incoming);
    if (request === null) {
      sendPage(incoming, reply);
      return;
    }
    requests.push(request);
    const serve = (): AwsReply =>
      isSts(request.operation) ? serveSts(sts, request, requestId) : sso.serve(request, server.endpoint);
    sendReply(reply, requestId, replyOrRefusal(request.operation, requestId, script, serve));
  }
  return {
    endpoint: server.endpoint,
    variables: {
      AWS_ENDPOINT_URL_STS: server.endpoint,
      AWS_ENDPOINT_URL_SSO: server.endpoint,
      AWS_ENDPOINT_URL_SSO_OIDC: server.endpoint,
    },
    requests,
    requestsOf: (operation) => requests.filter((request) => request.operation === operation),
    secrets: () => mint.secrets,
    waiting: () => sso.waiting(),
    approve: (userCode) => sso.decide(userCode, 'approved'),
    deny: (userCode) => sso.decide(userCode, 'denied'),
    expireCode: (userCode) => sso.decide(userCode, 'expired'),
    expireTokens: () => sso.expireAccessTokens(),
    expireLogins: () => {
      sso.expireAccessTokens();
      sso.expireRefreshTokens();
    },
    refuse: (operation, refusal, times) => script.refuse(operation, refusal, times),
    accept: (operation) => script.accept(operation),
    issueKeys: (keys) => {
      mint.keys = keys;
    },
    setKeySeconds: (seconds) => {
      mint.keySeconds = seconds;
    },
    setTokenSeconds: (seconds) => {
      sso.times.tokenSeconds = seconds;
    },
    setMfaCode: (serial, code) => {
      mfaCodes.set(serial, code);
    },
    stop: server.stop,
  };
}

/** What the browser finds where a login is allowed; the test presses the button by `approve`. */
function sendPage(incoming: IncomingMessage, reply: ServerResponse): void {
  const isPage = incoming.url?.startsWith(DEVICE_PAGE) === true;
  reply.writeHead(isPage ? 200 : 404, { 'content-type': 'text/html' });
  reply.end(isPage ? '<!doctype html><title>Authorize request</title>' : '');
}

function replyOrRefusal(
  operation: AwsOperation,
  requestId: string,
  script: RefusalScript,
  serve: () => AwsReply,
): AwsReply {
  const scripted = script.next(operation);
  if (scripted !== null) return refusalReply(operation, scripted, requestId);
  try {
    return serve();
  } catch (thrown) {
    if (!(thrown instanceof Refused)) throw thrown;
    return refusalReply(operation, thrown.refusal, requestId);
  }
}

function refusalReply(operation: AwsOperation, refusal: Refusal, requestId: string): AwsReply {
  if (isSts(operation)) return refuseAsSts(refusal, requestId);
  return operation === 'GetRoleCredentials' ? refuseAsPortal(refusal) : refuseAsOidc(refusal);
}
