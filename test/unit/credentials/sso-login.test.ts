import { describe, expect, it } from 'vitest';
import { mayOpen } from '../../../electron/credentials/sso-login.ts';

describe('mayOpen', () => {
  it.each([
    'https://device.sso.eu-central-1.amazonaws.com/?user_code=ABCD-EFGH',
    'https://example.awsapps.com/start/#/device?user_code=ABCD-EFGH',
    'http://127.0.0.1:8080/device',
    'http://localhost/device',
    'http://[::1]:8080/device',
  ])('takes %s', (address) => {
    expect(mayOpen(address)).toBe(true);
  });

  it.each([
    '',
    'not an address',
    'http://device.sso.eu-central-1.amazonaws.com/',
    'http://127.0.0.1.example.com/',
    'http://localhost.example.com/',
    'http://127.0.0.1@example.com/',
    'https://someone:password@example.com/',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'data:text/html,hello',
    'calculator:',
    `https://example.com/${'x'.repeat(2_048)}`,
  ])('refuses %j', (address) => {
    expect(mayOpen(address)).toBe(false);
  });
});
