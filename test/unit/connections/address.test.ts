import { describe, expect, it } from 'vitest';
import { expectBucketName, normalizeEndpoint, normalizePrefix } from '../../../electron/connections/address.ts';
import { AppFailure } from '../../../shared/app-error.ts';

function errorCode(act: () => unknown): string {
  try {
    act();
  } catch (thrown) {
    if (thrown instanceof AppFailure) return thrown.error.code;
  }
  return 'none';
}

describe('a bucket’s name', () => {
  it.each(['abc', 'my.photos-2024', 'Old_Bucket', '1st', 'a'.repeat(255)])('may be %s', (name) => {
    expect(errorCode(() => expectBucketName(name))).toBe('none');
  });

  it.each([
    '',
    'ab',
    'a b c',
    's3://photos',
    'photos/2024',
    '-abc',
    'abc-',
    'a..b',
    '192.168.0.1',
    '사진들',
    'a'.repeat(256),
    'arn:aws:s3:::x',
  ])('cannot be %j', (name) => {
    expect(errorCode(() => expectBucketName(name))).toBe('invalid-bucket-name');
  });
});

describe('a prefix', () => {
  it.each([
    ['', ''],
    ['/', ''],
    ['/post/', 'post/'],
    ['//post', 'post/'],
    ['post', 'post/'],
    ['a//b/', 'a//b/'],
  ])('%j becomes %j', (typed, prefix) => {
    expect(normalizePrefix(typed)).toBe(prefix);
  });
});

describe('an endpoint', () => {
  it.each([
    ['', ''],
    ['  ', ''],
    ['localhost:9000', 'http://localhost:9000'],
    ['127.0.0.1:9000', 'http://127.0.0.1:9000'],
    ['[::1]:9000', 'http://[::1]:9000'],
    ['localhost:80', 'http://localhost:80'],
    ['localhost', 'http://localhost'],
    ['minio.localhost:9000/', 'http://minio.localhost:9000'],
    ['s3.example.com', 'https://s3.example.com'],
    ['127.0.0.1.example.com', 'https://127.0.0.1.example.com'],
    ['s3.example.com:8443', 'https://s3.example.com:8443'],
    ['http://s3.example.com/', 'http://s3.example.com'],
    ['https://s3.example.com/base/', 'https://s3.example.com/base'],
    ['HTTPS://S3.Example.com', 'https://s3.example.com'],
    ['https://localhost:9000', 'https://localhost:9000'],
  ])('%j becomes %j', (typed, endpoint) => {
    expect(normalizeEndpoint(typed)).toBe(endpoint);
  });

  it.each([
    'not a host',
    'ftp://s3.example.com',
    'file:///etc/passwd',
    'https://',
    'https://me:pw@s3.example.com',
    'https://x?y=1',
  ])('%j is none', (typed) => {
    expect(errorCode(() => normalizeEndpoint(typed))).toBe('unreachable');
  });

  it('does not repeat a password that was typed into it', () => {
    try {
      normalizeEndpoint('https://me:secret@s3.example.com');
      expect.unreachable();
    } catch (thrown) {
      expect(JSON.stringify(thrown instanceof AppFailure ? thrown.error : thrown)).not.toContain('secret');
    }
  });
});
