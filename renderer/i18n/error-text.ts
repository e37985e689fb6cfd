import { type AppError, type AppErrorCode, assertNever } from '../../shared/app-error.ts';
import { formatBytes, formatNumber } from './format.ts';
import { currentLocale, i18n } from './i18n.ts';

type ErrorByCode = { [C in AppErrorCode]: Extract<AppError, { code: C }> };
type Sentences = { [C in AppErrorCode]: (error: ErrorByCode[C]) => string };

const { t } = i18n;
const server = (endpoint: string): string => endpoint || t('errors.amazon');
/** What else is known, in brackets after a clause; nothing where nothing is. */
const aside = (detail: string): string => (detail === '' ? '' : t('errors.aside', { detail }));

/** One sentence for each code: a code without one is a compile error, and so is a sentence whose facts are not given. */
const sentences: Sentences = {
  'bad-request': ({ channel, detail }) => t('errors.bad-request', { detail: `${channel}: ${detail}` }),
  'forbidden-sender': () => t('errors.forbidden-sender'),
  'unknown-connection': () => t('errors.unknown-connection'),
  'unknown-group': () => t('errors.unknown-group'),
  'unknown-job': () => t('errors.unknown-job'),
  'unknown-trouble': () => t('errors.unknown-trouble'),
  'stale-view': () => t('errors.stale-view'),
  cancelled: () => t('errors.cancelled'),
  internal: ({ detail }) => t('errors.internal', { detail }),

  'no-such-profile': ({ profile }) => t('errors.no-such-profile', { profile }),
  'no-credentials': ({ source, detail }) =>
    source === ''
      ? t('errors.no-credentials-environment', { aside: aside(detail) })
      : t('errors.no-credentials', { source, aside: aside(detail) }),
  'keys-gone': () => t('errors.keys-gone'),
  'keys-locked': () => t('errors.keys-locked'),
  'wrong-keys': ({ endpoint, reason }) => t(`errors.wrong-keys-${reason}`, { server: server(endpoint) }),
  'credentials-expired': () => t('errors.credentials-expired'),
  'login-needed': ({ profile }) => t('errors.login-needed', { profile }),
  'login-refused': ({ profile, reason, detail }) =>
    t(`errors.login-refused-${reason}`, { profile, aside: aside(detail) }),
  'mfa-cancelled': ({ profile }) => t('errors.mfa-cancelled', { profile }),
  'mfa-refused': ({ profile }) => t('errors.mfa-refused', { profile }),
  'role-refused': ({ profile, role }) => t('errors.role-refused', { profile, role }),
  'credential-process': ({ profile, reason }) => t(`errors.credential-process-${reason}`, { profile }),
  'no-such-bucket': ({ bucket }) => t('errors.no-such-bucket', { bucket }),
  'invalid-bucket-name': ({ bucket }) => t('errors.invalid-bucket-name', { bucket }),
  'wrong-region': ({ bucket, region, actual }) =>
    actual === null
      ? t('errors.wrong-region', { bucket, region })
      : t('errors.wrong-region-known', { bucket, region, actual }),
  'access-denied': accessDenied,
  'bucket-taken': ({ bucket, byOwnAccount }) =>
    byOwnAccount ? t('errors.bucket-taken-by-you', { bucket }) : t('errors.bucket-taken', { bucket }),
  'too-many-buckets': () => t('errors.too-many-buckets'),
  'acls-disabled': ({ bucket }) => t('errors.acls-disabled', { bucket }),
  'public-access-blocked': ({ bucket }) => t('errors.public-access-blocked', { bucket }),
  'not-supported': ({ endpoint, what }) => t('errors.not-supported', { server: server(endpoint), what }),
  unreachable: ({ endpoint }) => t('errors.unreachable', { server: server(endpoint) }),
  'tls-failed': ({ endpoint, reason }) => t(`errors.tls-failed-${reason}`, { server: server(endpoint) }),
  'timed-out': ({ endpoint }) => t('errors.timed-out', { server: server(endpoint) }),
  'not-s3': ({ endpoint }) => t('errors.not-s3', { server: server(endpoint) }),
  throttled: ({ endpoint }) => t('errors.throttled', { server: server(endpoint) }),
  'clock-skew': ({ endpoint }) => t('errors.clock-skew', { server: server(endpoint) }),
  'server-error': ({ endpoint, status }) => t('errors.server-error', { server: server(endpoint), status }),
  'quota-exceeded': ({ bucket, endpoint }) => t('errors.quota-exceeded', { bucket, server: server(endpoint) }),
  'encryption-key': ({ bucket, detail }) => t('errors.encryption-key', { bucket, aside: aside(detail) }),

  'key-vanished': ({ key }) => t('errors.key-vanished', { key }),
  'object-changed': ({ key }) => t('errors.object-changed', { key }),
  'already-exists': ({ key }) => t('errors.already-exists', { key }),
  'archived-object': ({ key }) => t('errors.archived-object', { key }),
  'object-refused': ({ key, reason }) => t(`errors.object-refused-${reason}`, { key }),
  'transfer-damaged': ({ key }) => t('errors.transfer-damaged', { key }),
  'not-a-url': ({ text }) => t('errors.not-a-url', { text }),
  'other-bucket': ({ bucket }) => t('errors.other-bucket', { bucket }),

  'not-an-image': ({ name }) => t('errors.not-an-image', { name }),
  'unsupported-image': ({ name, format }) => t('errors.unsupported-image', { name, format }),
  'damaged-image': ({ name }) => t('errors.damaged-image', { name }),
  'image-too-large': (error) => t(`errors.image-too-large-${error.limit}`, { name: error.name, max: limitText(error) }),
  'cannot-encode': ({ format, detail }) => t('errors.cannot-encode', { format, detail }),
  'host-died': ({ name }) => t('errors.host-died', { name }),

  'file-not-found': ({ path }) => t('errors.file-not-found', { path }),
  'file-changed': ({ path }) => t('errors.file-changed', { path }),
  'not-readable': ({ path }) => t('errors.not-readable', { path }),
  'not-writable': ({ path }) => t('errors.not-writable', { path }),
  'disk-full': ({ path }) => t('errors.disk-full', { path }),
  'result-expired': () => t('errors.result-expired'),
  'not-a-table': ({ path }) => t('errors.not-a-table', { path }),
  'aws-file-unclear': ({ path, detail }) => t('errors.aws-file-unclear', { path, aside: aside(detail) }),
};

function limitText({ limit, max }: ErrorByCode['image-too-large']): string {
  const locale = currentLocale();
  return limit === 'bytes' ? formatBytes(locale, max) : formatNumber(locale, max);
}

const sentenceFor = <C extends AppErrorCode>(code: C, error: ErrorByCode[C]): string => sentences[code](error);

/** The sentence for an error in the language in force: what happened and what to do next. */
export const errorText = (error: AppError): string => sentenceFor(error.code, error);

/** Of one object, or of all that the bucket holds. */
function accessDenied({ action, bucket, key }: ErrorByCode['access-denied']): string {
  switch (action) {
    case 'get':
    case 'put':
    case 'delete':
      return key === null
        ? t(`errors.access-denied-${action}-any`, { bucket })
        : t(`errors.access-denied-${action}`, { target: key });
    case 'list':
    case 'list-buckets':
    case 'create-bucket':
      return t(`errors.access-denied-${action}`, { bucket });
    default:
      return assertNever(action);
  }
}
