import { describe, expect, it } from 'vitest';
import { readAwsVariables } from '../../../electron/credentials/variables.ts';

const nothing = {
  profile: '',
  region: '',
  endpoint: '',
  namesServices: false,
  ignoresEndpoints: false,
  caBundle: '',
  keys: 'none',
  keyIdEnd: null,
};

describe('the AWS variables', () => {
  it.each([
    ['say nothing where there are none', {}, nothing],
    [
      'say nothing where they are empty',
      { AWS_PROFILE: '', AWS_REGION: ' ', AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' },
      nothing,
    ],
    ['name the profile', { AWS_PROFILE: 'work' }, { ...nothing, profile: 'work' }],
    ['name the region, AWS_REGION first', { AWS_DEFAULT_REGION: 'b', AWS_REGION: 'a' }, { ...nothing, region: 'a' }],
    ['name the region otherwise', { AWS_DEFAULT_REGION: 'b' }, { ...nothing, region: 'b' }],
    [
      'name the endpoint, that of S3 first',
      { AWS_ENDPOINT_URL: 'http://all', AWS_ENDPOINT_URL_S3: 'http://s3' },
      { ...nothing, endpoint: 'http://s3', namesServices: true },
    ],
    [
      'name the endpoint otherwise',
      { AWS_ENDPOINT_URL: 'http://all' },
      { ...nothing, endpoint: 'http://all', namesServices: true },
    ],
    ['name where STS is', { AWS_ENDPOINT_URL_STS: 'http://sts' }, { ...nothing, namesServices: true }],
    [
      'can make endpoints count for nothing',
      { AWS_ENDPOINT_URL: 'http://all', AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'TRUE' },
      { ...nothing, ignoresEndpoints: true },
    ],
    ['name a CA bundle', { AWS_CA_BUNDLE: '/ca.pem' }, { ...nothing, caBundle: '/ca.pem' }],
    [
      'hold keys',
      { AWS_ACCESS_KEY_ID: 'AKIA1234', AWS_SECRET_ACCESS_KEY: 's' },
      { ...nothing, keys: 'static', keyIdEnd: '1234' },
    ],
    ['hold no keys where the secret is missing', { AWS_ACCESS_KEY_ID: 'AKIA1234' }, nothing],
    [
      'name a web identity',
      { AWS_WEB_IDENTITY_TOKEN_FILE: '/t', AWS_ROLE_ARN: 'arn' },
      { ...nothing, keys: 'web-identity' },
    ],
    [
      'prefer keys to a web identity',
      {
        AWS_WEB_IDENTITY_TOKEN_FILE: '/t',
        AWS_ROLE_ARN: 'arn',
        AWS_ACCESS_KEY_ID: 'AKIA1234',
        AWS_SECRET_ACCESS_KEY: 's',
      },
      { ...nothing, keys: 'static', keyIdEnd: '1234' },
    ],
  ])('%s', (_, environment, expected) => {
    expect(readAwsVariables(environment)).toEqual(expected);
  });
});
