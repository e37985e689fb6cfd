import { describe, expect, it } from 'vitest';
import { createHttpsAgent, proxyFor } from '../../../electron/s3/https-agent.ts';
import { AppFailure } from '../../../shared/app-error.ts';

const HTTPS_PROXY = 'http://proxy.office:3128';
const host = 's3.us-east-1.amazonaws.com';

describe('the proxy for an endpoint', () => {
  it.each<[string, Record<string, string>, string]>([
    ['no variable', {}, host],
    ['an empty variable', { HTTPS_PROXY: '' }, host],
    ['one that is no address', { HTTPS_PROXY: 'http://' }, host],
    ['an exception by name', { HTTPS_PROXY, NO_PROXY: `elsewhere.example, ${host}` }, host],
    ['an exception by domain', { HTTPS_PROXY, NO_PROXY: 'amazonaws.com' }, host],
    ['an exception by domain with a dot', { HTTPS_PROXY, no_proxy: '.amazonaws.com' }, host],
    ['an exception by domain with a star', { HTTPS_PROXY, no_proxy: '*.amazonaws.com' }, host],
    ['an exception by name and port', { HTTPS_PROXY, NO_PROXY: 'minio.office:9000' }, 'minio.office:9000'],
    ['an exception in other letters', { HTTPS_PROXY, NO_PROXY: 'MinIO.Office' }, 'minio.office'],
    ['an exception for all', { HTTPS_PROXY, NO_PROXY: '*' }, host],
    ['localhost', { HTTPS_PROXY }, 'localhost:9000'],
    ['a name below localhost', { HTTPS_PROXY }, 'photos.localhost'],
    ['loopback', { HTTPS_PROXY }, '127.0.0.53:9000'],
    ['loopback of IPv6', { HTTPS_PROXY }, '[::1]:9000'],
  ])('is none: %s', (_, env, name) => {
    expect(proxyFor(name, env)).toBeNull();
  });

  it.each<[string, Record<string, string>, string, string]>([
    ['HTTPS_PROXY', { HTTPS_PROXY }, host, 'http://proxy.office:3128/'],
    ['https_proxy before HTTPS_PROXY', { HTTPS_PROXY, https_proxy: 'http://other:1' }, host, 'http://other:1/'],
    ['an address without a scheme', { HTTPS_PROXY: 'proxy.office:3128' }, host, 'http://proxy.office:3128/'],
    ['another name in NO_PROXY', { HTTPS_PROXY, NO_PROXY: 'aws.com,example' }, host, 'http://proxy.office:3128/'],
    ['another port in NO_PROXY', { HTTPS_PROXY, NO_PROXY: 'a.b:9000' }, 'a.b:9001', 'http://proxy.office:3128/'],
    ['a name that only ends like loopback', { HTTPS_PROXY }, 'localhost.example', 'http://proxy.office:3128/'],
  ])('is the one of the variables: %s', (_, env, name, proxy) => {
    expect(proxyFor(name, env)?.href).toBe(proxy);
  });
});

describe('a CA bundle', () => {
  it('that is not there fails with its path', () => {
    const options = { region: 'us-east-1', endpoint: 'https://s3.example', caBundle: '/no/such/bundle.pem' };
    expect(() => createHttpsAgent(options)).toThrow(AppFailure);
    expect(() => createHttpsAgent(options)).toThrow(
      expect.objectContaining({ error: { code: 'file-not-found', path: '/no/such/bundle.pem' } }),
    );
  });
});
