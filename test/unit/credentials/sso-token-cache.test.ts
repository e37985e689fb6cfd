import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { SsoSession } from '../../../electron/credentials/sso-session.ts';
import { cacheEntry, type SsoToken, writeSsoToken } from '../../../electron/credentials/sso-token-cache.ts';
import { awsHome } from '../../support/aws-home.ts';
import { errorOf } from '../../support/failures.ts';

const session: SsoSession = {
  name: 'company',
  startUrl: 'https://example.awsapps.com/start',
  region: 'eu-west-1',
  scopes: [],
  caBundle: '',
};
const token: SsoToken = {
  accessToken: 'access',
  expiresAt: Date.UTC(2030, 0, 2, 3, 4, 5, 678),
  refreshToken: 'refresh',
  clientId: 'client',
  clientSecret: 'secret',
  registrationExpiresAt: Date.UTC(2030, 3, 1),
};
const signal = new AbortController().signal;

describe('cacheEntry', () => {
  it('has the fields of the AWS CLI, its times in whole seconds', () => {
    expect(cacheEntry(session, token)).toEqual({
      startUrl: 'https://example.awsapps.com/start',
      region: 'eu-west-1',
      accessToken: 'access',
      expiresAt: '2030-01-02T03:04:05Z',
      clientId: 'client',
      clientSecret: 'secret',
      registrationExpiresAt: '2030-04-01T00:00:00Z',
      refreshToken: 'refresh',
    });
  });

  it('leaves out what a login cannot be renewed with', () => {
    expect(cacheEntry(session, { ...token, refreshToken: null })).not.toHaveProperty('refreshToken');
  });
});

describe('writeSsoToken', () => {
  it('says that the folder cannot be made', async () => {
    const home = await awsHome('');
    await writeFile(path.join(home, '.aws', 'sso'), 'a file');
    const folder = path.join(home, '.aws', 'sso', 'cache');
    expect(await errorOf(writeSsoToken(session, token, { signal }))).toEqual({ code: 'not-writable', path: folder });
  });

  it('says that the file cannot be written', async () => {
    const home = await awsHome('');
    // A folder in its place refuses everybody, the superuser included.
    const file = path.join(home, '.aws', 'sso', 'cache', `${createHash('sha1').update('company').digest('hex')}.json`);
    await mkdir(path.join(file, 'inside'), { recursive: true });
    expect(await errorOf(writeSsoToken(session, token, { signal }))).toEqual({ code: 'not-writable', path: file });
  });
});
