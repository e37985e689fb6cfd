import type { AppError } from '../../../shared/app-error.ts';

/** What is asked of the bucket `photos`, where a key is needed of `a/b.webp`. */
export type Asked = 'list' | 'get' | 'head' | 'put' | 'delete' | 'list-buckets' | 'create-bucket';

/** A reply as a server, or what stands before it, sent it. */
export interface ErrorReply {
  from: string;
  asked: Asked;
  status: number;
  headers: Record<string, string>;
  body: string;
  /** Without `endpoint`, which the test adds where the error has one. */
  error: Expected;
}

type WithoutEndpoint<E> = E extends { endpoint: string } ? Omit<E, 'endpoint'> : E;
export type Expected = WithoutEndpoint<AppError>;
export type Reply = Pick<ErrorReply, 'status' | 'headers' | 'body'>;

export const bucket = 'photos';
export const key = 'a/b.webp';
export const xmlHead = '<?xml version="1.0" encoding="UTF-8"?>';

export const aws = (status: number, code: string, message: string, more = '', headers = {}): Reply => ({
  status,
  headers: {
    'x-amz-request-id': '4442587FB7D0A2F9',
    'x-amz-id-2': 'host',
    'content-type': 'application/xml',
    server: 'AmazonS3',
    ...headers,
  },
  body: `${xmlHead}\n<Error><Code>${code}</Code><Message>${message}</Message>${more}<RequestId>4442587FB7D0A2F9</RequestId><HostId>host</HostId></Error>`,
});
/** How Amazon begins to say what who asks may not do. */
export const EC2_ROLE = 'User: arn:aws:sts::111122223333:assumed-role/viewer/me is not authorized to perform: ';

export const bare = (status: number, headers: Record<string, string> = {}): Reply => ({ status, headers, body: '' });

export const denied = (action: 'list' | 'get' | 'put' | 'delete'): Expected => ({
  code: 'access-denied',
  action,
  bucket,
  key: action === 'list' ? null : key,
});
export const unknownKey: Expected = { code: 'wrong-keys', bucket, reason: 'key' };
export const wrongSecret: Expected = { code: 'wrong-keys', bucket, reason: 'signature' };
export const expired: Expected = { code: 'credentials-expired', bucket };
export const inRegion = (actual: string | null): Expected => ({
  code: 'wrong-region',
  bucket,
  region: 'us-east-1',
  actual,
});
export const gone: Expected = { code: 'key-vanished', key };
export const throttled: Expected = { code: 'throttled' };
export const quota: Expected = { code: 'quota-exceeded', bucket };
export const refused = (status: number, detail: string): Expected => ({ code: 'server-error', status, detail });
export const foreign = (detail: string): Expected => ({ code: 'not-s3', detail });

export const row = (from: string, asked: Asked, reply: Reply, error: Expected): ErrorReply => ({
  from,
  asked,
  ...reply,
  error,
});
