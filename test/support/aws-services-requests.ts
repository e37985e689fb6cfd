import type { IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import type { AwsOperation, AwsRequest } from './aws-services-wire.ts';

const portalPath = '/federation/credentials';
const oidcOperations: Readonly<Record<string, AwsOperation>> = {
  '/client/register': 'RegisterClient',
  '/device_authorization': 'StartDeviceAuthorization',
  '/token': 'CreateToken',
};
const stsOperations: readonly AwsOperation[] = ['AssumeRole', 'AssumeRoleWithWebIdentity', 'GetCallerIdentity'];
export const isSts = (operation: AwsOperation): boolean => stsOperations.includes(operation);

/** A request by its path and form; null for what is no operation. */
export async function readRequest(incoming: IncomingMessage): Promise<AwsRequest | null> {
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
