import { beforeAll, describe, expect, it } from 'vitest';
import { connectionPlace } from '../../../renderer/connect/connection-name.ts';
import { changePurpose, sourceKey, sourceName, sourceNote } from '../../../renderer/connect/source-text.ts';
import { startI18n } from '../../../renderer/i18n/i18n.ts';
import type { SourceSummary } from '../../../shared/connection.ts';

const profile: SourceSummary = {
  source: { kind: 'profile', profile: 'studio' },
  label: 'studio',
  method: 'keys',
  region: 'ap-northeast-2',
  keyIdEnd: 'ABCD',
  sessionOnly: false,
};
const typed: SourceSummary = {
  source: { kind: 'keys', keysId: 'k1' },
  label: 'backup',
  method: 'typed',
  region: null,
  keyIdEnd: 'WXYZ',
  sessionOnly: true,
};
const environment: SourceSummary = {
  ...profile,
  source: { kind: 'environment' },
  label: '',
  method: 'environment',
  region: null,
};

beforeAll(() => startI18n('en'));

describe('a source of keys in words', () => {
  it('is called by its own name, typed keys with the end of their id', () => {
    expect(sourceName(profile)).toBe('studio');
    expect(sourceName(typed)).toBe('backup …WXYZ');
    expect(sourceName(environment)).toBe('Environment variables');
  });

  it('is called by the end of its id where nobody named it', () => {
    expect(sourceName({ ...typed, label: '' })).toBe('…WXYZ');
    expect(sourceName({ ...typed, label: 'WXYZ' })).toBe('…WXYZ');
  });

  it('has a quiet word on its method, its region and how long it lasts', () => {
    expect(sourceNote(profile)).toBe('ap-northeast-2');
    expect(sourceNote({ ...profile, method: 'sso' })).toBe('SSO · ap-northeast-2');
    expect(sourceNote({ ...profile, method: 'process', region: null })).toBe('process');
    expect(sourceNote(typed)).toBe('this session only');
    expect(sourceNote(environment)).toBe('…ABCD');
  });

  it('is never taken for another of the same name', () => {
    const sources = [
      { kind: 'profile', profile: 'environment' },
      { kind: 'environment' },
      { kind: 'keys', keysId: 'environment' },
    ] as const;
    expect(new Set(sources.map(sourceKey)).size).toBe(sources.length);
  });
});

describe('changing the keys of a source', () => {
  it('is offered for typed keys and for profiles that hold their own', () => {
    expect(changePurpose(typed)).toEqual({ kind: 'replace-keys', keysId: 'k1' });
    expect(changePurpose(profile)).toEqual({ kind: 'profile-keys', profile: 'studio' });
  });

  it('is not offered where the keys come from elsewhere', () => {
    expect(changePurpose({ ...profile, method: 'sso' })).toBeNull();
    expect(changePurpose({ ...profile, method: 'process' })).toBeNull();
    expect(changePurpose(environment)).toBeNull();
  });
});

describe('the place of a connection', () => {
  const { source, label } = profile;

  it('is the region and the source on Amazon S3, the server elsewhere', () => {
    expect(connectionPlace({ region: 'eu-west-1', endpoint: '', source, label })).toBe('eu-west-1 · studio');
    expect(connectionPlace({ region: 'eu-west-1', endpoint: 'http://nas:9000/', source, label })).toBe(
      'nas:9000 · studio',
    );
    expect(connectionPlace({ region: '', endpoint: 'nas:9000', source, label })).toBe('nas:9000 · studio');
  });

  it('is the name of a service that has one', () => {
    const endpoint = 'https://abc.r2.cloudflarestorage.com';
    expect(connectionPlace({ region: 'auto', endpoint, preset: 'r2', source, label })).toBe('Cloudflare R2 · studio');
  });

  it('names the variables, which have no label', () => {
    expect(connectionPlace({ region: 'eu-west-1', endpoint: '', source: { kind: 'environment' }, label: '' })).toBe(
      'eu-west-1 · Environment variables',
    );
  });
});
