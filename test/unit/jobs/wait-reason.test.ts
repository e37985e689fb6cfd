import { describe, expect, it } from 'vitest';
import { waitReason } from '../../../renderer/jobs/wait-reason.ts';
import type { CredentialTrouble, NetworkState } from '../../../shared/connection.ts';

const source = { kind: 'profile', profile: 'studio' } as const;
const connection = {
  kind: 'open',
  connection: {
    connectionId: 'c1',
    kind: 'bucket',
    bucket: 'b',
    prefix: '',
    region: '',
    endpoint: '',
    preset: 'amazon',
    source,
    label: 'studio',
  },
} as const;
const trouble = (facts: Partial<CredentialTrouble> = {}): CredentialTrouble => ({
  troubleId: 't1',
  source,
  label: 'studio',
  keyIdEnd: null,
  error: { code: 'login-needed', profile: 'studio' },
  remedy: 'log-in',
  login: { kind: 'idle' },
  ...facts,
});
const online: NetworkState = { state: 'online' };
const offline: NetworkState = {
  state: 'offline',
  error: { code: 'unreachable', endpoint: '', detail: '' },
  since: 0,
  nextTryAt: 0,
};

describe('why running jobs stand still', () => {
  it('case 12: is the login or the keys of their own source', () => {
    expect(waitReason({ connection, troubles: [trouble()], network: offline })).toBe('log-in');
    expect(waitReason({ connection, troubles: [trouble({ remedy: 'try-again' })], network: online })).toBe('keys');
  });

  it('is not the trouble of another source', () => {
    const other = trouble({ source: { kind: 'environment' } });
    expect(waitReason({ connection, troubles: [other], network: online })).toBeNull();
  });

  it('is the network where the keys are not in the way', () => {
    expect(waitReason({ connection, troubles: [], network: offline })).toBe('network');
  });
});
