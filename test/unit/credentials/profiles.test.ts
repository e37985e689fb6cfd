import { beforeEach, describe, expect, it } from 'vitest';
import {
  compareProfileNames,
  loadProfiles,
  methodOfProfile,
  profileChain,
  regionOfProfile,
  ssoProfileOf,
} from '../../../electron/credentials/profiles.ts';
import { type AwsFiles, useAwsFiles } from '../../support/aws-files.ts';

const listProfiles = async (): Promise<{ name: string; region: string | null }[]> => {
  const profiles = await loadProfiles();
  return [...profiles.keys()]
    .sort(compareProfileNames)
    .map((name) => ({ name, region: regionOfProfile(profiles, name) }));
};

describe('the profiles of the AWS files', () => {
  let files: AwsFiles;

  beforeEach(async () => {
    files = await useAwsFiles();
    return files.remove;
  });

  it('are none where there are no files', async () => {
    expect(await listProfiles()).toEqual([]);
  });

  it('come from both files, the default one first and the rest by name', async () => {
    await files.writeConfig('[profile zoo]\nregion = eu-west-1\n\n[default]\nregion = ap-northeast-2\n');
    await files.writeCredentials(
      '[apple]\naws_access_key_id = A\naws_secret_access_key = B\n[default]\n[zoo]\naws_access_key_id = A\n',
    );
    expect(await listProfiles()).toEqual([
      { name: 'default', region: 'ap-northeast-2' },
      { name: 'apple', region: null },
      { name: 'zoo', region: 'eu-west-1' },
    ]);
  });

  it('leave out sessions and services, which are no profiles', async () => {
    await files.writeConfig(
      [
        '[sso-session work]\nsso_region = us-west-2\nsso_start_url = https://x',
        '[services mine]\ns3 =\n  endpoint_url = http://y',
        '[profile staff]\nsso_session = work\nregion = eu-central-1',
      ].join('\n'),
    );
    expect(await listProfiles()).toEqual([{ name: 'staff', region: 'eu-central-1' }]);
  });

  it('take the region of the profile behind a role where the role names none', async () => {
    await files.writeConfig(
      '[profile base]\nregion = sa-east-1\n[profile role]\nrole_arn = arn:x\nsource_profile = base\n[profile own]\nsource_profile = base\nregion = us-east-2\n',
    );
    expect(await listProfiles()).toEqual([
      { name: 'base', region: 'sa-east-1' },
      { name: 'own', region: 'us-east-2' },
      { name: 'role', region: 'sa-east-1' },
    ]);
  });

  it('name the endpoint of S3 where they have one, also in a section of services', async () => {
    await files.writeConfig(
      [
        '[services mine]\ns3 =\n  endpoint_url = http://mine:1\n',
        '[profile a]\nservices = mine\nendpoint_url = http://all:1',
        '[profile b]\nendpoint_url = http://all:1',
        '[profile c]\nservices = none',
      ].join('\n'),
    );
    const profiles = await loadProfiles();
    const endpoints = ['a', 'b', 'c'].map((name) => profiles.get(name)?.endpoint_url);
    expect(endpoints).toEqual(['http://mine:1', 'http://all:1', undefined]);
  });

  it('case 11: are read anew when the files change', async () => {
    await files.writeCredentials('[one]\naws_access_key_id = A\n');
    expect((await listProfiles()).map(({ name }) => name)).toEqual(['one']);
    await files.writeCredentials('[two]\naws_access_key_id = A\n');
    expect((await listProfiles()).map(({ name }) => name)).toEqual(['two']);
  });

  it('survive a file that is no such file', async () => {
    await files.writeConfig('\u0000\u0001[[[\n===\n[profile __proto__]\nregion = x\n');
    await files.writeCredentials('[good]\naws_access_key_id = A\n');
    expect(await listProfiles()).toEqual([{ name: 'good', region: null }]);
  });

  it('have the settings of the SSO session they share', async () => {
    await files.writeConfig(
      [
        '[sso-session work]\nsso_region = us-west-2\nsso_start_url = https://x\nsso_registration_scopes = a:b',
        '[profile staff]\nsso_session = work\nsso_role_name = viewer',
        '[profile lost]\nsso_session = gone',
      ].join('\n'),
    );
    const profiles = await loadProfiles();
    expect(profiles.get('staff')).toEqual({
      sso_session: 'work',
      sso_role_name: 'viewer',
      sso_region: 'us-west-2',
      sso_start_url: 'https://x',
      sso_registration_scopes: 'a:b',
    });
    expect(profiles.get('lost')).toEqual({ sso_session: 'gone' });
  });

  it('lead through the profiles behind a role to the one to log in for', async () => {
    await files.writeConfig(
      [
        '[profile outer]\nrole_arn = arn:outer\nsource_profile = inner',
        '[profile inner]\nrole_arn = arn:inner\nsource_profile = staff',
        '[profile staff]\nsso_start_url = https://x',
        '[profile circle]\nrole_arn = arn:c\nsource_profile = back\n[profile back]\nrole_arn = arn:b\nsource_profile = circle',
        '[profile broken]\nrole_arn = arn:d\nsource_profile = nowhere',
      ].join('\n'),
    );
    const profiles = await loadProfiles();
    const names = (name: string): string[] => profileChain(profiles, name).map((link) => link.name);
    expect(names('outer')).toEqual(['outer', 'inner', 'staff']);
    expect(names('circle')).toEqual(['circle', 'back']);
    expect(names('broken')).toEqual(['broken']);
    expect(names('nowhere')).toEqual([]);
    expect(['outer', 'staff', 'circle', 'nowhere'].map((name) => ssoProfileOf(profiles, name))).toEqual([
      'staff',
      'staff',
      null,
      null,
    ]);
  });
});

describe('the way in which a profile comes by its keys', () => {
  const keys = { aws_access_key_id: 'A', aws_secret_access_key: 'B' };
  it.each([
    ['keys', keys],
    ['unknown', { aws_access_key_id: 'A' }],
    ['unknown', {}],
    ['role', { ...keys, role_arn: 'arn', source_profile: 'me' }],
    ['role', { role_arn: 'arn', credential_source: 'Environment' }],
    ['keys', { ...keys, role_arn: 'arn' }],
    ['web-identity', { role_arn: 'arn', web_identity_token_file: '/token' }],
    ['process', { credential_process: 'x' }],
    ['keys', { ...keys, credential_process: 'x' }],
    ['sso', { sso_session: 'x' }],
    ['sso', { sso_start_url: 'x' }],
  ])('is %s for %o, as the SDK chooses', (method, settings) => {
    expect(methodOfProfile(settings)).toBe(method);
  });
});
