import { beforeAll, describe, expect, it } from 'vitest';
import { en } from '../../../renderer/i18n/en.ts';
import { errorText } from '../../../renderer/i18n/error-text.ts';
import { i18n, type Locale, startI18n } from '../../../renderer/i18n/i18n.ts';
import { ko } from '../../../renderer/i18n/ko.ts';
import type { AppError, AppErrorCode } from '../../../shared/app-error.ts';

type Examples = { [C in AppErrorCode]: Extract<AppError, { code: C }> };

const endpoint = 'https://s3.example.test';
const examples: Examples = {
  'bad-request': { code: 'bad-request', channel: 'save/write', detail: 'resultId' },
  'forbidden-sender': { code: 'forbidden-sender' },
  'unknown-connection': { code: 'unknown-connection' },
  'unknown-group': { code: 'unknown-group' },
  'unknown-job': { code: 'unknown-job' },
  'unknown-trouble': { code: 'unknown-trouble' },
  'stale-view': { code: 'stale-view' },
  cancelled: { code: 'cancelled' },
  internal: { code: 'internal', detail: 'boom' },
  'no-such-profile': { code: 'no-such-profile', profile: 'studio' },
  'no-credentials': { code: 'no-credentials', source: 'studio', detail: 'no key' },
  'keys-gone': { code: 'keys-gone' },
  'keys-locked': { code: 'keys-locked' },
  'wrong-keys': { code: 'wrong-keys', bucket: 'pictures', endpoint, reason: 'key' },
  'credentials-expired': { code: 'credentials-expired', bucket: 'pictures' },
  'login-needed': { code: 'login-needed', profile: 'studio' },
  'login-refused': { code: 'login-refused', profile: 'studio', reason: 'misconfigured', detail: 'no start URL' },
  'mfa-cancelled': { code: 'mfa-cancelled', profile: 'studio' },
  'mfa-refused': { code: 'mfa-refused', profile: 'studio' },
  'role-refused': { code: 'role-refused', profile: 'studio', role: 'arn:aws:iam::123456789012:role/reader' },
  'credential-process': { code: 'credential-process', profile: 'studio', reason: 'missing' },
  'no-such-bucket': { code: 'no-such-bucket', bucket: 'pictures' },
  'invalid-bucket-name': { code: 'invalid-bucket-name', bucket: 'Pictures!' },
  'wrong-region': { code: 'wrong-region', bucket: 'pictures', region: 'us-east-1', actual: 'eu-west-1' },
  'access-denied': { code: 'access-denied', action: 'get', bucket: 'pictures', key: 'a/b.webp' },
  'bucket-taken': { code: 'bucket-taken', bucket: 'pictures', byOwnAccount: false },
  'too-many-buckets': { code: 'too-many-buckets' },
  'acls-disabled': { code: 'acls-disabled', bucket: 'pictures' },
  'public-access-blocked': { code: 'public-access-blocked', bucket: 'pictures' },
  'not-supported': { code: 'not-supported', endpoint, what: 'PutPublicAccessBlock' },
  unreachable: { code: 'unreachable', endpoint, detail: 'ECONNREFUSED' },
  'tls-failed': { code: 'tls-failed', endpoint, reason: 'date', detail: 'CERT_HAS_EXPIRED' },
  'timed-out': { code: 'timed-out', endpoint },
  'not-s3': { code: 'not-s3', endpoint, detail: 'html' },
  throttled: { code: 'throttled', endpoint },
  'clock-skew': { code: 'clock-skew', endpoint },
  'server-error': { code: 'server-error', endpoint, status: 500, detail: '' },
  'quota-exceeded': { code: 'quota-exceeded', bucket: 'pictures', endpoint },
  'encryption-key': { code: 'encryption-key', action: 'put', bucket: 'pictures', detail: 'KMS.DisabledException' },
  'key-vanished': { code: 'key-vanished', key: 'a/b.webp' },
  'object-changed': { code: 'object-changed', key: 'a/b.webp' },
  'already-exists': { code: 'already-exists', key: 'a/b.webp' },
  'archived-object': { code: 'archived-object', key: 'a/b.webp' },
  'object-refused': { code: 'object-refused', key: 'a/b.webp', reason: 'too-large' },
  'transfer-damaged': { code: 'transfer-damaged', key: 'a/b.webp', expected: '1', received: '2' },
  'not-a-url': { code: 'not-a-url', text: 'hello' },
  'other-bucket': { code: 'other-bucket', bucket: 'elsewhere' },
  'not-an-image': { code: 'not-an-image', name: 'notes.txt' },
  'unsupported-image': { code: 'unsupported-image', name: 'a.heic', format: 'HEIC' },
  'damaged-image': { code: 'damaged-image', name: 'a.png', detail: 'premature end' },
  'image-too-large': { code: 'image-too-large', name: 'a.png', limit: 'bytes', max: 2_000_000 },
  'cannot-encode': { code: 'cannot-encode', format: 'WebP', detail: 'too wide' },
  'host-died': { code: 'host-died', name: 'a.png', detail: 'signal 11' },
  'file-not-found': { code: 'file-not-found', path: '/home/a.png' },
  'file-changed': { code: 'file-changed', path: '/home/a.png' },
  'not-readable': { code: 'not-readable', path: '/home/a.png' },
  'not-writable': { code: 'not-writable', path: '/home/a.png' },
  'disk-full': { code: 'disk-full', path: '/home/a.png' },
  'result-expired': { code: 'result-expired' },
  'not-a-table': { code: 'not-a-table', path: '/home/a.csv', detail: 'no uuid' },
  'aws-file-unclear': { code: 'aws-file-unclear', path: '/home/.aws/credentials', detail: '[studio] twice' },
};
const denied = examples['access-denied'];
const tooLarge = examples['image-too-large'];
const program = examples['credential-process'];
const tls = examples['tls-failed'];
const refused = examples['object-refused'];
const login = examples['login-refused'];
/** Codes that have several sentences: those that the examples above leave out. */
const furtherExamples: AppError[] = [
  { ...examples['no-credentials'], source: '' },
  { ...examples['no-credentials'], detail: '' },
  { ...examples['wrong-keys'], reason: 'signature' },
  { ...examples['bucket-taken'], byOwnAccount: true },
  { ...examples['wrong-region'], actual: null },
  ...(['list', 'put', 'delete', 'list-buckets', 'create-bucket'] as const).map((action) => ({ ...denied, action })),
  ...(['get', 'put', 'delete'] as const).map((action) => ({ ...denied, action, key: null })),
  ...(['slow', 'failed', 'unreadable'] as const).map((reason) => ({ ...program, reason })),
  ...(['denied', 'expired'] as const).map((reason) => ({ ...login, reason, detail: '' })),
  ...(['name', 'authority', 'handshake'] as const).map((reason) => ({ ...tls, reason, detail: '' })),
  ...(['name', 'metadata'] as const).map((reason) => ({ ...refused, reason })),
  ...(['pixels', 'side', 'frames', 'channels', 'seconds'] as const).map((limit) => ({ ...tooLarge, limit })),
];
const everyExample: AppError[] = [...Object.values(examples), ...furtherExamples];
const locales: Locale[] = ['en', 'ko'];

beforeAll(() => startI18n('en'));

describe('the sentence for an error', () => {
  it.each(locales)('is a whole sentence for every code, with every fact filled in (%s)', async (locale) => {
    await i18n.changeLanguage(locale);
    for (const error of everyExample) {
      const text = errorText(error);
      expect(text, error.code).toMatch(/[.。]$/);
      expect(text, error.code).not.toMatch(/\{\{|\}\}|undefined|null|errors\.|\(\)/);
    }
  });

  it.each(locales)('is there for every sentence of the table (%s)', async (locale) => {
    await i18n.changeLanguage(locale);
    const told = new Set(everyExample.map(errorText));
    const { aside, amazon, ...table } = locale === 'en' ? en.errors : ko.errors;
    expect(told.size).toBe(Object.keys(table).length + 1); // No keys is told with and without a reason.
  });

  it('is Korean in Korean', async () => {
    await i18n.changeLanguage('ko');
    for (const error of everyExample) expect(errorText(error), error.code).toMatch(/[가-힣]/);
  });

  it('names the right region where it is known, and asks for it where it is not', async () => {
    await i18n.changeLanguage('en');
    expect(errorText(examples['wrong-region'])).toContain('eu-west-1');
    expect(errorText({ ...examples['wrong-region'], actual: null })).toContain('Enter its region');
  });

  it('does not take the bucket for the thing that may not be deleted', async () => {
    await i18n.changeLanguage('en');
    const text = errorText({ ...denied, action: 'delete', key: null });
    expect(text).toContain('may not delete anything in the bucket “pictures”');
  });

  it('says which permission is missing', async () => {
    await i18n.changeLanguage('en');
    expect(errorText({ ...denied, action: 'list', key: null })).toContain('s3:ListBucket');
    expect(errorText({ ...denied, action: 'put' })).toContain('s3:PutObject');
    expect(errorText({ ...denied, action: 'delete', key: null })).toContain('pictures');
  });

  it('speaks of keys, not of a profile, where the keys may be typed ones', async () => {
    await i18n.changeLanguage('en');
    const errors = [denied, examples['wrong-keys'], examples['credentials-expired'], examples['keys-gone']];
    for (const error of errors) expect(errorText(error), error.code).not.toMatch(/profile/i);
  });

  it.each(locales)('names the choice that helps by the words of the upload panel (%s)', async (locale) => {
    await i18n.changeLanguage(locale);
    const choice = locale === 'en' ? en.upload.aclBucketDefault : ko.upload.aclBucketDefault;
    expect(errorText(examples['acls-disabled'])).toContain(`“${choice}”`);
    expect(errorText(examples['public-access-blocked'])).toContain(`“${choice}”`);
  });

  it('calls a server without an endpoint Amazon S3, and writes limits as people do', async () => {
    await i18n.changeLanguage('en');
    expect(errorText({ ...examples.unreachable, endpoint: '' })).toContain('Amazon S3');
    expect(errorText(examples['image-too-large'])).toContain('2 MB');
    expect(errorText({ ...examples['image-too-large'], limit: 'pixels', max: 400_000_000 })).toContain('400,000,000');
  });

  it('case 7: shows script in a key as the text that it is', async () => {
    await i18n.changeLanguage('en');
    expect(errorText({ code: 'key-vanished', key: '<img onerror=1>{{endpoint}}' })).toContain('<img onerror=1>');
  });
});
