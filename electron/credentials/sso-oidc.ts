import { SSOOIDCClient, SSOOIDCServiceException } from '@aws-sdk/client-sso-oidc';
import { type AppError, AppFailure } from '../../shared/app-error.ts';
import { explainConnection } from '../s3/errors.ts';
import { SILENT_LOGGER } from '../s3/silent-logger.ts';
import { readThrown } from '../s3/thrown-facts.ts';
import { LOGIN_TRIES } from '../s3/timeouts.ts';
import { connectToServices } from './service-connection.ts';
import type { SsoSession } from './sso-session.ts';
import { readAwsVariables } from './variables.ts';

/** For what answers in the service's place, say a captive portal. */
const FOREIGN_REPLY = 'not a reply of the login service';

/** The login service of a session: the client and where it asks. */
export interface OidcService {
  client: SSOOIDCClient;
  endpoint: string;
}

/** The caller destroys the client. Throws `not-readable` or `file-not-found` for the CA bundle. */
export function connectOidc({ region, caBundle }: SsoSession): OidcService {
  const { AWS_ENDPOINT_URL_SSO_OIDC: own, AWS_ENDPOINT_URL: general } = process.env;
  const given = readAwsVariables(process.env).ignoresEndpoints ? '' : own || general || '';
  const endpoint = given || `https://oidc.${region}.amazonaws.com`;
  const client = new SSOOIDCClient({
    region,
    // Without it the SDK takes the endpoint of the default profile, which may be a server of another kind.
    ignoreConfiguredEndpointUrls: true,
    ...(given === '' ? {} : { endpoint: given }),
    maxAttempts: LOGIN_TRIES,
    logger: SILENT_LOGGER,
    requestHandler: connectToServices({ region, caBundle }).handler,
  });
  return { client, endpoint };
}

/** Whether the service answered with this exception (IAM Identity Center OIDC API reference, "CreateToken"). */
export const isOidcRefusal = (thrown: unknown, name: string): boolean =>
  thrown instanceof SSOOIDCServiceException && thrown.name === name;

/** Where and for whom a request of a login failed. */
export interface OidcContext {
  profile: string;
  endpoint: string;
  signal: AbortSignal;
  /** Whatever the requests carried that must not be repeated to anybody. */
  secrets: readonly string[];
}

/**
 * The reason why a step of a login failed. Without a cause: the SDK hangs the whole request on its errors, and with it
 * the codes.
 */
export function toLoginFailure(thrown: unknown, context: OidcContext): AppFailure {
  return thrown instanceof AppFailure ? thrown : new AppFailure(explain(thrown, context));
}

function explain(thrown: unknown, context: OidcContext): AppError {
  const { profile, endpoint, signal } = context;
  if (signal.aborted) return { code: 'cancelled' };
  if (!(thrown instanceof SSOOIDCServiceException)) return explainAbsence(thrown, context);
  const status = thrown.$metadata.httpStatusCode ?? 0;
  if (thrown.name === 'AccessDeniedException') return { code: 'login-refused', profile, reason: 'denied', detail: '' };
  if (thrown.name === 'ExpiredTokenException') return { code: 'login-refused', profile, reason: 'expired', detail: '' };
  if (status === 429) return { code: 'throttled', endpoint };
  if (status >= 500) return { code: 'server-error', endpoint, status, detail: thrown.name };
  return { code: 'login-refused', profile, reason: 'misconfigured', detail: describe(thrown, context.secrets) };
}

/** The service's own words where it has some. */
function describe(thrown: SSOOIDCServiceException, secrets: readonly string[]): string {
  const said = 'error_description' in thrown ? thrown.error_description : '';
  if (typeof said !== 'string' || said === '') return thrown.name;
  return secrets.some((secret) => said.includes(secret)) ? thrown.name : said;
}

/** No answer of the service: the connection failed, or something else answers at its address. */
function explainAbsence(thrown: unknown, { endpoint }: OidcContext): AppError {
  const facts = readThrown(thrown);
  const error = explainConnection({ endpoint }, facts);
  if (facts.status === null && error.code !== 'not-s3' && error.code !== 'internal') return error;
  return { code: 'unreachable', endpoint, detail: facts.systemCode || FOREIGN_REPLY };
}
