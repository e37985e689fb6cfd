import { beforeAll, describe, expect, it } from 'vitest';
import { sourceName, troubleHint, troubleLine, troubleTitle } from '../../../renderer/credentials/trouble-text.ts';
import { i18n, startI18n } from '../../../renderer/i18n/i18n.ts';
import type { CredentialSource, CredentialTrouble } from '../../../shared/connection.ts';

const profile: CredentialSource = { kind: 'profile', profile: 'studio' };
const typed: CredentialSource = { kind: 'keys', keysId: 'k1' };
const environment: CredentialSource = { kind: 'environment' };
const trouble = (facts: Partial<CredentialTrouble>): CredentialTrouble => ({
  troubleId: 't1',
  source: profile,
  label: 'studio',
  keyIdEnd: 'ABCD',
  error: { code: 'wrong-keys', bucket: 'b', endpoint: '', reason: 'key' },
  remedy: 'new-keys',
  login: { kind: 'idle' },
  ...facts,
});
const t = i18n.t;

describe('what is said of keys that do not work', () => {
  beforeAll(async () => {
    await startI18n('en');
  });

  it('names the source: profile, typed keys with or without a name, environment', () => {
    expect(sourceName(t, { source: profile, label: 'studio' })).toBe('Profile “studio”');
    expect(sourceName(t, { source: typed, label: 'backup' })).toBe('Typed keys “backup”');
    expect(sourceName(t, { source: typed, label: '' })).toBe('Typed keys');
    expect(sourceName(t, { source: environment, label: '' })).toBe('Environment variables');
  });

  it('has a title for each remedy', () => {
    const titles = (['log-in', 'new-keys', 'try-again'] as const).map((remedy) => troubleTitle(t, { remedy }));
    expect(titles).toEqual(['Login needed', 'These keys do not work', 'There are no keys at the moment']);
  });

  it('says of a profile only that an edited file is picked up, and of the environment that it is not', () => {
    expect(troubleHint(t, trouble({}))).toContain('~/.aws');
    expect(troubleHint(t, trouble({ remedy: 'try-again' }))).toContain('~/.aws');
    expect(troubleHint(t, trouble({ source: environment }))).toContain('start Contact Sheet again');
    expect(troubleHint(t, trouble({ source: typed }))).not.toContain('~/.aws');
    expect(troubleHint(t, trouble({ source: typed, remedy: 'try-again' }))).toBeNull();
  });

  it('tells the code of a login in the bar while it is waited for', () => {
    const login = { kind: 'waiting', userCode: 'ABCD-EFGH', address: 'https://example.org', expiresAt: 0 } as const;
    expect(troubleLine(t, trouble({ remedy: 'log-in', login }))).toContain('ABCD-EFGH');
    expect(troubleLine(t, trouble({ remedy: 'log-in' }))).toBe('Profile “studio”: the login has ended.');
  });
});
