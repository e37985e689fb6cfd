import { describe, expect, it } from 'vitest';
import { readPastedKeys } from '../../../renderer/key-window/pasted-keys.ts';

const keys = { accessKeyId: 'AKIA1', secretAccessKey: 'a/b+c=' };
const all = { ...keys, sessionToken: 'tok==' };

describe('a pasted block of keys', () => {
  it.each([
    ['a section of ~/.aws/credentials', '[work]\naws_access_key_id = AKIA1\naws_secret_access_key=a/b+c=\n'],
    ['a section of ~/.aws/config', '[profile work]\r\naws_secret_access_key = a/b+c=\r\naws_access_key_id = AKIA1'],
  ])('is %s', (_, text) => {
    expect(readPastedKeys(text)).toEqual({ ...keys, profile: 'work' });
  });

  it.each([
    [
      'variables',
      'export AWS_ACCESS_KEY_ID=AKIA1\nexport AWS_SECRET_ACCESS_KEY="a/b+c="\nexport AWS_SESSION_TOKEN=tok==\n',
    ],
    [
      'variables of Windows',
      'SET AWS_ACCESS_KEY_ID=AKIA1\r\nSET AWS_SECRET_ACCESS_KEY=a/b+c=\r\nSET AWS_SESSION_TOKEN=tok==',
    ],
    [
      'variables of PowerShell',
      '$Env:AWS_ACCESS_KEY_ID="AKIA1"\n$Env:AWS_SECRET_ACCESS_KEY="a/b+c="\n$Env:AWS_SESSION_TOKEN="tok=="',
    ],
    [
      'what the CLI answers',
      '{\n "AccessKeyId": "AKIA1",\n "SecretAccessKey": "a/b+c=",\n "SessionToken": "tok==",\n "Expiration": "2026"\n}',
    ],
    [
      'a role as the CLI prints it on one line',
      '{"Credentials":{"AccessKeyId":"AKIA1","SecretAccessKey":"a/b+c=","SessionToken":"tok=="}}',
    ],
    [
      'a page on which each value stands under its name',
      'Access Key ID\nAKIA1\nSecret Access Key\na/b+c=\nSession token\ntok==',
    ],
    ['a page with colons', 'Access Key ID: AKIA1\nSecret Access Key: a/b+c=\nSession token: tok=='],
  ])('is %s', (_, text) => {
    expect(readPastedKeys(text)).toEqual(all);
  });

  it('is the file that the console gives out', () => {
    expect(readPastedKeys('\uFEFFAccess key ID,Secret access key\r\nAKIA1,a/b+c=\r\n')).toEqual(keys);
  });

  it.each([
    [
      'that MinIO gives out',
      '{"url":"http://x:9000","accessKey":"AKIA1","secretKey":"a/b+c=","api":"s3v4","path":"auto"}',
    ],
    ['of a new key', '{"AccessKey":{"UserName":"me","AccessKeyId":"AKIA1","SecretAccessKey":"a/b+c="}}'],
  ])('is the JSON %s', (_, text) => {
    expect(readPastedKeys(text)).toEqual(keys);
  });

  it('brings a region along', () => {
    expect(readPastedKeys('AWS_ACCESS_KEY_ID=AKIA1\nAWS_REGION=eu-west-1')).toEqual({
      accessKeyId: 'AKIA1',
      region: 'eu-west-1',
    });
  });

  it.each([
    '',
    'AKIA1',
    'a/b+c=',
    'region = eu-west-1',
    '[work]',
    'aws_access_key_id =',
    'Access Key ID',
    '{}',
    '"AKIA1"',
    'x=aws_access_key_id',
  ])('is not %j, which goes into the field as it is', (text) => {
    expect(readPastedKeys(text)).toBeNull();
  });
});
