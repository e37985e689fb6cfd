import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { allVariables, hideSecretVariables } from '../../../electron/credentials/hidden-variables.ts';
import { readAwsVariables } from '../../../electron/credentials/variables.ts';

const secrets = {
  AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'a secret',
  AWS_SESSION_TOKEN: 'a token',
  HTTPS_PROXY: 'http://user:password@localhost',
  other_api_key: 'of another program',
};
const harmless = { AWS_REGION: 'eu-west-1', AWS_PROFILE: 'work' };

describe('the variables that hold a secret', () => {
  const before = process.env;

  beforeAll(() => {
    for (const [name, value] of Object.entries({ ...secrets, ...harmless })) vi.stubEnv(name, value);
    hideSecretVariables();
  });
  afterAll(() => {
    process.env = before;
    vi.unstubAllEnvs();
  });

  it('are in no copy of the environment, and the others are', () => {
    const names = Object.keys({ ...process.env });
    for (const name of Object.keys(secrets)) expect(names).not.toContain(name);
    expect({ ...process.env }).toMatchObject(harmless);
    expect(JSON.stringify(process.env)).not.toContain('a secret');
    const child = execFileSync(process.execPath, ['-p', 'JSON.stringify(process.env)']).toString();
    expect(child).not.toContain('a secret');
    expect(JSON.parse(child)).toMatchObject(harmless);
  });

  it('are there by name, and for the programs that give keys', () => {
    expect(process.env.AWS_SECRET_ACCESS_KEY).toBe('a secret');
    expect(readAwsVariables(process.env)).toMatchObject({ keys: 'static', keyIdEnd: 'MPLE', region: 'eu-west-1' });
    expect(allVariables()).toMatchObject({ ...secrets, ...harmless });
  });
});
