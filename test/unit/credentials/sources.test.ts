import { beforeEach, describe, expect, it } from 'vitest';
import { factsOf, listSources, type StoredKeys } from '../../../electron/credentials/sources.ts';
import { readAwsVariables } from '../../../electron/credentials/variables.ts';
import type { CredentialSource, SourceSummary } from '../../../shared/connection.ts';
import { type AwsFiles, useAwsFiles } from '../../support/aws-files.ts';
import { errorOf } from '../../support/failures.ts';

const typed = (keysId: string, label: string): SourceSummary => ({
  source: { kind: 'keys', keysId },
  label,
  method: 'typed',
  region: null,
  keyIdEnd: 'TYPE',
  sessionOnly: true,
});
const keyStore = (...rows: SourceSummary[]): StoredKeys => ({
  list: () => Promise.resolve(rows),
  hasKeyring: () => false,
});
const environmentKeys = { AWS_ACCESS_KEY_ID: 'AKIAENVIRON', AWS_SECRET_ACCESS_KEY: 'environmentsecret' };
const keysText = 'aws_access_key_id = AKIA12345678\naws_secret_access_key = verysecret\n';

describe('the sources of keys', () => {
  let files: AwsFiles;

  beforeEach(async () => {
    files = await useAwsFiles();
    return files.remove;
  });

  const list = (environment: Record<string, string> = {}, store = keyStore()) =>
    listSources(readAwsVariables(environment), store);
  const namesOf = async (...args: Parameters<typeof list>): Promise<string[]> =>
    (await list(...args)).sources.map(({ source, label }) => label || source.kind);

  it('are none on a new computer', async () => {
    expect(await list()).toEqual({ sources: [], region: null, endpoint: null, hasKeyring: false });
  });

  it('tell what each is and which key it has, and carry no more of it', async () => {
    await files.writeConfig(
      [
        '[profile b-role]\nrole_arn = arn:x\nsource_profile = a-keys\nregion = eu-west-1',
        '[profile c-staff]\nsso_start_url = https://x',
        '[profile d-process]\ncredential_process = /bin/true --token hunter2',
        '[profile e-plain]\nregion = us-east-2',
      ].join('\n'),
    );
    await files.writeCredentials(`[a-keys]\n${keysText}`);
    const { sources } = await list(environmentKeys, keyStore(typed('k1', 'Typed')));
    expect(sources.map(({ label, method, region, keyIdEnd }) => [label, method, region, keyIdEnd])).toEqual([
      ['', 'environment', null, 'IRON'],
      ['a-keys', 'keys', null, '5678'],
      ['b-role', 'role', 'eu-west-1', null],
      ['c-staff', 'sso', null, null],
      ['d-process', 'process', null, null],
      ['e-plain', 'unknown', 'us-east-2', null],
      ['Typed', 'typed', null, 'TYPE'],
    ]);
    expect(JSON.stringify(sources)).not.toMatch(/AKIA|verysecret|environmentsecret|hunter2/);
  });

  it('begin with AWS_PROFILE, then the keys of the environment, then the default profile', async () => {
    await files.writeCredentials(`[zoo]\n${keysText}[default]\n${keysText}[apple]\n${keysText}`);
    const store = keyStore(typed('k2', 'B'), typed('k1', 'A'));
    expect(await namesOf({}, store)).toEqual(['default', 'apple', 'zoo', 'A', 'B']);
    expect(await namesOf(environmentKeys)).toEqual(['environment', 'default', 'apple', 'zoo']);
    const both = { ...environmentKeys, AWS_PROFILE: 'zoo' };
    expect(await namesOf(both)).toEqual(['zoo', 'environment', 'default', 'apple']);
    expect(await namesOf({ AWS_PROFILE: 'gone' })).toEqual(['default', 'apple', 'zoo']);
  });

  it('tell what the variables say where the form says nothing', async () => {
    const variables = { AWS_REGION: 'eu-west-1', AWS_ENDPOINT_URL_S3: 'http://s3' };
    expect(await list(variables)).toMatchObject({ region: 'eu-west-1', endpoint: 'http://s3' });
  });
});

describe('what a source says besides its keys', () => {
  let files: AwsFiles;

  beforeEach(async () => {
    files = await useAwsFiles();
    await files.writeConfig(
      [
        '[default]\nregion = ap-northeast-2\nendpoint_url = http://default',
        '[profile work]\nregion = eu-west-1\nendpoint_url = http://work\nca_bundle = /work.pem',
        '[profile bare]\naws_access_key_id = A',
        '[profile strict]\nendpoint_url = http://strict\nignore_configured_endpoint_urls = true',
      ].join('\n'),
    );
    return files.remove;
  });

  const facts = (source: CredentialSource, environment: Record<string, string> = {}, store = keyStore()) =>
    factsOf(source, readAwsVariables(environment), store);
  const profile = (name: string): CredentialSource => ({ kind: 'profile', profile: name });

  it('is what the profile says, and only that profile', async () => {
    expect(await facts(profile('work'))).toEqual({
      label: 'work',
      region: 'eu-west-1',
      endpoint: 'http://work',
      caBundle: '/work.pem',
    });
    expect(await facts(profile('bare'))).toEqual({ label: 'bare', region: '', endpoint: '', caBundle: '' });
  });

  it('is what the variables say before that', async () => {
    const variables = { AWS_REGION: 'us-east-2', AWS_ENDPOINT_URL: 'http://all', AWS_CA_BUNDLE: '/all.pem' };
    const expected = { label: 'work', region: 'us-east-2', endpoint: 'http://all', caBundle: '/all.pem' };
    expect(await facts(profile('work'), variables)).toEqual(expected);
  });

  it('names no endpoint where endpoints are to be ignored', async () => {
    expect((await facts(profile('work'), { AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true' })).endpoint).toBe('');
    expect((await facts(profile('strict'), { AWS_ENDPOINT_URL: 'http://all' })).endpoint).toBe('');
  });

  it('comes with the keys of the environment from the profile in use', async () => {
    const environment = { kind: 'environment' } as const;
    expect(await facts(environment, environmentKeys)).toMatchObject({ label: '', region: 'ap-northeast-2' });
    const inUse = { ...environmentKeys, AWS_PROFILE: 'work' };
    expect(await facts(environment, inUse)).toMatchObject({ label: '', endpoint: 'http://work' });
  });

  it('is the name of typed keys, and the variables', async () => {
    const store = keyStore(typed('k1', 'Mine'));
    const expected = { label: 'Mine', region: 'us-east-2', endpoint: '', caBundle: '' };
    expect(await facts({ kind: 'keys', keysId: 'k1' }, { AWS_REGION: 'us-east-2' }, store)).toEqual(expected);
  });

  it('is an error where there is no such source', async () => {
    expect(await errorOf(facts(profile('gone')))).toEqual({ code: 'no-such-profile', profile: 'gone' });
    expect(await errorOf(facts({ kind: 'keys', keysId: 'k1' }))).toEqual({ code: 'keys-gone' });
    const none = { code: 'no-credentials', source: '', detail: '' };
    expect(await errorOf(facts({ kind: 'environment' }))).toEqual(none);
  });
});
