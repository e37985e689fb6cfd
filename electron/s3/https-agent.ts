import { readFileSync } from 'node:fs';
import { Agent, type AgentOptions } from 'node:https';
import type { Socket } from 'node:net';
import { rootCertificates } from 'node:tls';
import { HttpsProxyAgent } from 'https-proxy-agent';
import { toReadFailure } from '../files/file-error.ts';
import { isLoopback } from './loopback.ts';
import { MAX_SOCKETS } from './timeouts.ts';

interface HttpsAgentOptions {
  region: string;
  /** Empty for Amazon S3 itself. */
  endpoint: string;
  caBundle?: string;
}

/**
 * The connections to an HTTPS endpoint: through the proxy of the standard variables where they name one for it, and
 * believing the authorities of a CA bundle besides the well-known ones. Plain options where neither is asked for.
 */
export function createHttpsAgent({ region, endpoint, caBundle = '' }: HttpsAgentOptions): Agent | AgentOptions {
  const options: AgentOptions = { keepAlive: true, maxSockets: MAX_SOCKETS };
  if (caBundle !== '') options.ca = [...rootCertificates, readBundle(caBundle)];
  const host = endpoint === '' ? `s3.${region}.amazonaws.com` : hostOf(endpoint);
  const proxy = proxyFor(host, process.env);
  if (proxy !== null) return new TrustingProxyAgent(proxy, options);
  // An agent of its own: the SDK makes another, without these options, for large bodies otherwise.
  return caBundle === '' ? options : new Agent(options);
}

/** The library's agent believes the authorities it is given of the proxy only, not of the server behind it. */
class TrustingProxyAgent extends HttpsProxyAgent<string> {
  readonly #ca: AgentOptions['ca'];

  constructor(proxy: URL, options: AgentOptions) {
    super(proxy, options);
    this.#ca = options.ca;
  }

  override connect(...[request, options]: Parameters<HttpsProxyAgent<string>['connect']>): Promise<Socket> {
    return super.connect(request, options.secureEndpoint ? { ...options, ca: this.#ca } : options);
  }
}

function readBundle(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (thrown) {
    throw toReadFailure(thrown, path);
  }
}

const hostOf = (endpoint: string): string => (URL.canParse(endpoint) ? new URL(endpoint).host : '');

/**
 * The proxy that HTTPS_PROXY and NO_PROXY give for `host` (which may carry a port); null for none. Names in NO_PROXY
 * cover what is below them, with or without a leading dot or star; loopback is never proxied.
 */
export function proxyFor(host: string, env: Readonly<Record<string, string | undefined>>): URL | null {
  const proxy = env.https_proxy || env.HTTPS_PROXY || '';
  const [, name = host, port = '443'] = /^(.*?)(?::(\d+))?$/.exec(host) ?? [];
  if (proxy === '' || name === '' || isLoopback(name)) return null;
  const exceptions = (env.no_proxy || env.NO_PROXY || '').toLowerCase().split(/[\s,]+/);
  if (exceptions.some((exception) => covers(exception, name.toLowerCase(), port))) return null;
  const address = proxy.includes('://') ? proxy : `http://${proxy}`;
  return URL.canParse(address) ? new URL(address) : null;
}

function covers(exception: string, name: string, port: string): boolean {
  if (exception === '') return false;
  if (exception === '*') return true;
  const [, pattern = '', onlyPort] = /^(.*?)(?::(\d+))?$/.exec(exception) ?? [];
  if (onlyPort !== undefined && onlyPort !== port) return false;
  const domain = pattern.replace(/^\*?\./, '');
  return name === domain || name.endsWith(`.${domain}`);
}
