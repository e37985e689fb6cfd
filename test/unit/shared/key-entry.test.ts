import { describe, expect, it } from 'vitest';
import { type KeyProblem, type KeyRequest, type KeysEntry, problemsOf } from '../../../shared/key-entry.ts';

const good: KeysEntry = {
  kind: 'keys',
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
  sessionToken: '',
  label: '',
  profile: 'studio',
  region: '',
};
const newProfile: KeyRequest = { kind: 'new-profile' };

describe('what is wrong with typed keys', () => {
  it.each<[string, Partial<KeysEntry>]>([
    ['keys of Amazon S3', {}],
    ['the short keys of a server of one’s own', { accessKeyId: 'abc', secretAccessKey: 'x' }],
    ['the longest key id', { accessKeyId: 'a'.repeat(128) }],
    ['temporary keys with their token', { accessKeyId: 'ASIAIOSFODNN7EXAMPLE', sessionToken: 'IQoJb3Jp//8=' }],
    ['a region, and a profile’s name with every sign', { region: 'us-gov-west-1', profile: 'me@work.a+b%c:d/e_f-g' }],
  ])('is nothing for %s', (_, change) => {
    expect(problemsOf(newProfile, { ...good, ...change })).toEqual([]);
  });

  it.each<[string, Partial<KeysEntry>, KeyProblem[]]>([
    ['an empty form', { accessKeyId: '', secretAccessKey: '' }, ['key-id-missing', 'secret-missing']],
    ['a key id that is too short', { accessKeyId: 'ab' }, ['key-id-odd']],
    ['a key id that is too long', { accessKeyId: 'a'.repeat(129) }, ['key-id-odd']],
    ['a key id with a space', { accessKeyId: 'AKIA 123' }, ['key-id-odd']],
    ['a key id in Korean', { accessKeyId: '액세스키' }, ['key-id-odd']],
    ['a secret of two lines', { secretAccessKey: 'a\nb' }, ['secret-odd']],
    ['temporary keys without a token', { accessKeyId: 'ASIAIOSFODNN7EXAMPLE' }, ['token-missing']],
    ['a token with a line end in it', { sessionToken: 'a\nb' }, ['token-odd']],
    ['no name', { profile: '' }, ['profile-missing']],
    ['a name that would break the file', { profile: 'a]\n[b' }, ['profile-odd']],
    ['a name with a space', { profile: 'my work' }, ['profile-odd']],
    ['a name that stands for a section of another kind', { profile: 'sso-session.work' }, ['profile-odd']],
    ['another of those', { profile: 'services.work' }, ['profile-odd']],
    ['a name that every object has', { profile: 'constructor' }, ['profile-odd']],
    ['a region that would break the file', { region: 'eu\n[b]' }, ['region-odd']],
  ])('is told for %s', (_, change, problems) => {
    expect(problemsOf(newProfile, { ...good, ...change })).toEqual(problems);
  });

  it('is nothing about a profile where none is asked for', () => {
    expect(problemsOf({ kind: 'new-keys' }, { ...good, profile: '' })).toEqual([]);
  });

  it.each(['12345', '1234567', '12345a', '', '１２３４５６'])('is told for %j as a code', (code) => {
    const request: KeyRequest = { kind: 'mfa-code', profile: 'a', device: 'b' };
    expect(problemsOf(request, { kind: 'code', code })).toEqual(['code-odd']);
    expect(problemsOf(request, { kind: 'code', code: '012345' })).toEqual([]);
  });
});
