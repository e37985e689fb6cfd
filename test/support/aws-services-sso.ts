import { randomBytes } from 'node:crypto';
import type { Mint } from './aws-services-mint.ts';
import { type AwsReply, type AwsRequest, jsonReply, type Refusal, Refused } from './aws-services-wire.ts';

const DEVICE_CODE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code';
const REFRESH_GRANT = 'refresh_token';
/** As IAM Identity Center registers a client: 90 days. */
const REGISTRATION_S = 90 * 24 * 60 * 60;

export interface SsoTimes {
  /** How long an access token lives: eight hours where left out. */
  tokenSeconds: number;
  /** How long a person may take over a login: ten minutes where left out. */
  codeSeconds: number;
  /** Between two polls: one where left out, as with AWS. */
  pollSeconds: number;
}

export interface SsoOptions extends Partial<SsoTimes> {
  /** Where a person is sent to allow a login; a page of this server where left out. */
  verificationPage?: string;
}

/** Path of the page where a person allows a login. */
export const DEVICE_PAGE = '/device';

interface Login {
  deviceCode: string;
  userCode: string;
  clientId: string;
  state: 'waiting' | 'approved' | 'denied' | 'expired' | 'used';
}

interface Client {
  secret: string;
  /** Without a scope no login of the client can be renewed. */
  renews: boolean;
}

/** The SSO OIDC service and the SSO portal of one organisation, with what the person at the browser does. */
export class SsoServices {
  readonly #clients = new Map<string, Client>();
  readonly #logins: Login[] = [];
  /** Good ones only. */
  readonly #accessTokens = new Set<string>();
  readonly #refreshTokens = new Map<string, string>();
  readonly times: SsoTimes;
  readonly #page: string | null;
  readonly #mint: Mint;

  constructor({ tokenSeconds = 28_800, codeSeconds = 600, pollSeconds = 1, verificationPage }: SsoOptions, mint: Mint) {
    this.times = { tokenSeconds, codeSeconds, pollSeconds };
    this.#page = verificationPage ?? null;
    this.#mint = mint;
  }

  /** Codes of the logins that wait for the person. */
  waiting(): string[] {
    return this.#logins.filter(({ state }) => state === 'waiting').map(({ userCode }) => userCode);
  }

  decide(userCode: string, state: 'approved' | 'denied' | 'expired'): void {
    const login = this.#logins.find((one) => one.userCode === userCode && one.state === 'waiting');
    if (login === undefined) throw new Error(`expected a waiting login but received ${userCode}`);
    login.state = state;
  }

  expireAccessTokens(): void {
    this.#accessTokens.clear();
  }

  expireRefreshTokens(): void {
    this.#refreshTokens.clear();
  }

  /** The reply to one request that came to `endpoint`. Throws {@link Refused}. */
  serve(request: AwsRequest, endpoint: string): AwsReply {
    switch (request.operation) {
      case 'RegisterClient':
        return this.#register(request);
      case 'StartDeviceAuthorization':
        return this.#start(request, this.#page ?? `${endpoint}${DEVICE_PAGE}`);
      case 'CreateToken':
        return this.#createToken(request);
      case 'GetRoleCredentials':
        return this.#roleCredentials(request);
      default:
        throw new Refused('InvalidRequestException');
    }
  }

  #register({ parameters }: AwsRequest): AwsReply {
    const { clientName, clientType, scopes = '', grantTypes = '' } = parameters;
    if (!clientName || clientType !== 'public') throw new Refused('InvalidClientMetadataException');
    const clientId = randomBytes(16).toString('base64url');
    const renews = scopes !== '' && (grantTypes === '' || grantTypes.split(' ').includes(REFRESH_GRANT));
    const secret = this.#mint.makeSecret('client-secret');
    this.#clients.set(clientId, { secret, renews });
    const now = Math.floor(Date.now() / 1000);
    return jsonReply(200, {
      authorizationEndpoint: null,
      clientId,
      clientIdIssuedAt: now,
      clientSecret: secret,
      clientSecretExpiresAt: now + REGISTRATION_S,
      tokenEndpoint: null,
    });
  }

  #start({ parameters }: AwsRequest, page: string): AwsReply {
    this.#client(parameters);
    const { clientId = '', startUrl = '' } = parameters;
    if (!/^https?:\/\//.test(startUrl)) throw new Refused('InvalidRequestException', 'Invalid start url provided');
    const userCode = makeUserCode();
    const deviceCode = this.#mint.makeSecret('device-code');
    this.#logins.push({ deviceCode, userCode, clientId, state: 'waiting' });
    return jsonReply(200, {
      deviceCode,
      expiresIn: this.times.codeSeconds,
      interval: this.times.pollSeconds,
      userCode,
      verificationUri: page,
      verificationUriComplete: `${page}?user_code=${userCode}`,
    });
  }

  #createToken({ parameters }: AwsRequest): AwsReply {
    const { grantType } = parameters;
    const client = this.#client(parameters);
    if (grantType === DEVICE_CODE_GRANT) return this.#exchangeCode(parameters.deviceCode ?? '', client);
    if (grantType === REFRESH_GRANT) return this.#renew(parameters, client);
    throw new Refused('UnsupportedGrantTypeException');
  }

  #exchangeCode(deviceCode: string, client: Client): AwsReply {
    const login = this.#logins.find((one) => one.deviceCode === deviceCode);
    if (login === undefined || login.state === 'used') throw new Refused('InvalidGrantException');
    if (login.state === 'waiting') throw new Refused('AuthorizationPendingException');
    if (login.state === 'denied') throw new Refused('AccessDeniedException');
    if (login.state === 'expired') throw new Refused('ExpiredTokenException');
    login.state = 'used';
    return this.#token(login.clientId, client);
  }

  #renew({ clientId = '', refreshToken = '' }: AwsRequest['parameters'], client: Client): AwsReply {
    if (this.#refreshTokens.get(refreshToken) !== clientId) throw new Refused('InvalidGrantException');
    this.#refreshTokens.delete(refreshToken);
    return this.#token(clientId, client);
  }

  #token(clientId: string, { renews }: Client): AwsReply {
    const accessToken = this.#mint.makeSecret('access-token');
    const refreshToken = renews ? this.#mint.makeSecret('refresh-token') : null;
    this.#accessTokens.add(accessToken);
    if (refreshToken !== null) this.#refreshTokens.set(refreshToken, clientId);
    return jsonReply(200, {
      accessToken,
      expiresIn: this.times.tokenSeconds,
      idToken: null,
      refreshToken,
      tokenType: 'Bearer',
    });
  }

  #roleCredentials(request: AwsRequest): AwsReply {
    const { bearerToken, parameters } = request;
    if (bearerToken === null || !this.#accessTokens.has(bearerToken))
      throw new Refused('UnauthorizedException', 'Session token not found or invalid');
    if (!/^\d{12}$/.test(parameters.account_id ?? '') || !parameters.role_name)
      throw new Refused('InvalidRequestException', 'Invalid account or role');
    const { keys, expiration } = this.#mint.issueKeys(request);
    return jsonReply(200, { roleCredentials: { ...keys, expiration: expiration.getTime() } });
  }

  #client({ clientId = '', clientSecret }: AwsRequest['parameters']): Client {
    const client = this.#clients.get(clientId);
    if (client === undefined || client.secret !== clientSecret) throw new Refused('InvalidClientException');
    return client;
  }
}

/** Two groups of four letters, as IAM Identity Center shows them. */
function makeUserCode(): string {
  const letters = 'BCDFGHJKLMNPQRSTVWXZ';
  const code = [...randomBytes(8)].map((byte) => letters[byte % letters.length]).join('');
  return `${code.slice(0, 4)}-${code.slice(4)}`;
}

/** Error codes of the IAM Identity Center OIDC API reference, "CreateToken": the OAuth name beside the AWS one. */
const oauthNames: Readonly<Record<string, string>> = {
  AccessDeniedException: 'access_denied',
  AuthorizationPendingException: 'authorization_pending',
  ExpiredTokenException: 'expired_token',
  InternalServerException: 'server_error',
  InvalidClientException: 'invalid_client',
  InvalidClientMetadataException: 'invalid_client_metadata',
  InvalidGrantException: 'invalid_grant',
  InvalidRequestException: 'invalid_request',
  InvalidScopeException: 'invalid_scope',
  SlowDownException: 'slow_down',
  UnauthorizedClientException: 'unauthorized_client',
  UnsupportedGrantTypeException: 'unsupported_grant_type',
};
const oidcStatuses: Readonly<Record<string, number>> = { InternalServerException: 500, InvalidClientException: 401 };
/** Of the IAM Identity Center Portal API reference, "GetRoleCredentials". */
const portalStatuses: Readonly<Record<string, number>> = {
  UnauthorizedException: 401,
  ForbiddenException: 403,
  ResourceNotFoundException: 404,
  TooManyRequestsException: 429,
};

export function refuseAsOidc({ code, status, message }: Refusal): AwsReply {
  const body = { error: oauthNames[code] ?? code, error_description: message ?? '' };
  return jsonReply(status ?? oidcStatuses[code] ?? 400, body, { 'x-amzn-errortype': code });
}

export function refuseAsPortal({ code, status, message }: Refusal): AwsReply {
  const body = { message: message ?? '', __type: `com.amazonaws.switchboard.portal#${code}` };
  return jsonReply(status ?? portalStatuses[code] ?? 400, body, { 'x-amzn-errortype': code });
}
