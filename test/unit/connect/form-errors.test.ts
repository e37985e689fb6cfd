import { describe, expect, it } from 'vitest';
import { fieldOf, lacksKeys, whatLacks, whatServerLacks } from '../../../renderer/connect/form-errors.ts';
import { emptyFields } from '../../../renderer/connect/form-fields.ts';

describe('where an error of connecting is shown', () => {
  it('is at the field that it is about', () => {
    expect(fieldOf({ code: 'no-such-bucket', bucket: 'x' })).toBe('bucket');
    expect(fieldOf({ code: 'wrong-keys', bucket: 'x', endpoint: '', reason: 'key' })).toBe('source');
    expect(fieldOf({ code: 'login-needed', profile: 'studio' })).toBe('source');
    expect(fieldOf({ code: 'keys-gone' })).toBe('source');
    expect(fieldOf({ code: 'credential-process', profile: 'studio', reason: 'slow' })).toBe('source');
    expect(fieldOf({ code: 'bucket-taken', bucket: 'x', byOwnAccount: true })).toBe('bucket');
    expect(fieldOf({ code: 'wrong-region', bucket: 'x', region: 'a', actual: null })).toBe('region');
  });

  it('is at the endpoint only where one was given', () => {
    expect(fieldOf({ code: 'unreachable', endpoint: 'http://nas:9000', detail: '' })).toBe('endpoint');
    expect(fieldOf({ code: 'unreachable', endpoint: '', detail: '' })).toBeNull();
  });

  it('is over the button for everything else', () => {
    expect(fieldOf({ code: 'internal', detail: '' })).toBeNull();
    expect(fieldOf({ code: 'too-many-buckets' })).toBeNull();
  });

  it('comes with a way to other keys only where the keys themselves are missing', () => {
    expect(lacksKeys({ code: 'keys-gone' })).toBe(true);
    expect(lacksKeys({ code: 'keys-locked' })).toBe(true);
    expect(lacksKeys({ code: 'wrong-keys', bucket: 'x', endpoint: '', reason: 'key' })).toBe(false);
    expect(lacksKeys(null)).toBe(false);
  });
});

describe('what a form lacks', () => {
  const known = { hasSource: true, endpoint: null };
  const filled = { ...emptyFields, bucket: 'pictures' };

  it('is nothing for Amazon S3 and a bucket', () => {
    expect(whatLacks(filled, known)).toBeNull();
  });

  it('is keys before all else, then the bucket, then the server', () => {
    const nothing = { ...emptyFields, preset: 'r2' as const };
    expect(whatLacks(nothing, { ...known, hasSource: false })).toEqual({ field: 'source', reason: 'sourceMissing' });
    expect(whatLacks(nothing, known)).toEqual({ field: 'bucket', reason: 'bucketMissing' });
    expect(whatLacks({ ...nothing, bucket: 'x' }, known)).toEqual({ field: 'account', reason: 'accountMissing' });
  });

  it('is a bucket also where only spaces were typed', () => {
    expect(whatLacks({ ...filled, bucket: '  ' }, known)?.field).toBe('bucket');
  });

  it('is an endpoint where the kind of server has no address of its own and the variables name none', () => {
    expect(whatServerLacks({ ...filled, preset: 'ceph' }, known)).toEqual({
      field: 'endpoint',
      reason: 'endpointMissing',
    });
    expect(whatServerLacks({ ...filled, preset: 'ceph' }, { ...known, endpoint: 'http://nas:9000' })).toBeNull();
    expect(whatServerLacks({ ...filled, preset: 'minio' }, known)).toBeNull();
  });

  it('is nothing where the endpoint of a preset was typed by hand', () => {
    expect(whatServerLacks({ ...filled, preset: 'r2', endpoint: 'https://r2.example.com' }, known)).toBeNull();
  });

  it.each([
    'https://s3.example.com',
    'HTTP://nas:9000',
    'localhost:9000',
    'nas',
    '[::1]:9000',
    '127.0.0.1',
    ' nas:9000 ',
  ])('takes %s for an endpoint', (endpoint) => {
    expect(whatServerLacks({ ...filled, endpoint }, known)).toBeNull();
  });

  it.each(['s3://bucket', 'my server', 'https://', 'ftp://nas', 'nas:port'])('does not take %s for one', (endpoint) => {
    expect(whatServerLacks({ ...filled, endpoint }, known)).toEqual({ field: 'endpoint', reason: 'endpointInvalid' });
  });
});
