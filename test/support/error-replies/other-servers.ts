import {
  aws,
  denied,
  type ErrorReply,
  gone,
  inRegion,
  key,
  quota,
  type Reply,
  refused,
  row,
  throttled,
  unknownKey,
  wrongSecret,
  xmlHead,
} from './reply.ts';

/** Ceph says nothing but the code. */
const ceph = (status: number, code: string): Reply => ({
  status,
  headers: {
    'x-amz-request-id': 'tx000000f0c7-006560-1a2b-default',
    'content-type': 'application/xml',
    'accept-ranges': 'bytes',
  },
  body: `${xmlHead}<Error><Code>${code}</Code><Message></Message><BucketName>photos</BucketName><RequestId>tx000000f0c7-006560-1a2b-default</RequestId><HostId>1a2b-default-default</HostId></Error>`,
});
const minio = (status: number, code: string, message: string, more = ''): Reply => ({
  status,
  headers: { 'x-amz-request-id': '17A2B3C4D5E6F708', 'content-type': 'application/xml', server: 'MinIO' },
  body: `${xmlHead}\n<Error><Code>${code}</Code><Message>${message}</Message><Key>a/b.webp</Key><BucketName>photos</BucketName>${more}<Resource>/photos/a/b.webp</Resource><RequestId>17A2B3C4D5E6F708</RequestId><HostId>dd96</HostId></Error>`,
});
/** Cloudflare R2 and Backblaze B2 send no id of the request in the body, R2 none in the headers either. */
const r2 = (status: number, code: string, message: string): Reply => ({
  status,
  headers: { 'content-type': 'application/xml', server: 'cloudflare', 'cf-ray': '7d1-ICN' },
  body: `${xmlHead}<Error><Code>${code}</Code><Message>${message}</Message></Error>`,
});
const b2 = (status: number, code: string, message: string): Reply => ({
  status,
  headers: { 'x-amz-request-id': '6c4f', 'content-type': 'application/xml', 'cache-control': 'max-age=0' },
  body: `${xmlHead.replace('?>', ' standalone="yes"?>')}\n<Error>\n    <Code>${code}</Code>\n    <Message>${message}</Message>\n</Error>\n`,
});

/** What servers other than Amazon's say for the same, and for what only they know. */
export const otherServers: ErrorReply[] = [
  row('Ceph: a key that is gone', 'get', ceph(404, 'NoSuchKey'), gone),
  row('Ceph: a denied list', 'list', ceph(403, 'AccessDenied'), denied('list')),
  row('Ceph: an unknown key id', 'list', ceph(403, 'InvalidAccessKeyId'), unknownKey),
  row('Ceph: a wrong secret', 'put', ceph(403, 'SignatureDoesNotMatch'), wrongSecret),
  row('Ceph: a clock that is off', 'get', ceph(403, 'RequestTimeTooSkewed'), { code: 'clock-skew' }),
  row('Ceph: no more space granted', 'put', ceph(403, 'QuotaExceeded'), quota),
  row('Ceph: a suspended user', 'list', ceph(403, 'UserSuspended'), denied('list')),
  row('Ceph: what it has not implemented', 'put', ceph(501, 'NotImplemented'), {
    code: 'not-supported',
    what: 'NotImplemented',
  }),
  row('Ceph: a failed If-Match', 'get', ceph(412, 'PreconditionFailed'), { code: 'object-changed', key }),
  row('Ceph: a failed If-None-Match', 'put', ceph(412, 'PreconditionFailed'), { code: 'already-exists', key }),
  row('Ceph: overload', 'get', ceph(503, 'SlowDown'), throttled),
  row('Ceph: trouble of its own', 'list', ceph(500, 'UnknownError'), refused(500, '')),
  row(
    'MinIO: an unknown key id',
    'list',
    minio(403, 'InvalidAccessKeyId', 'The Access Key Id you provided does not exist in our records.'),
    unknownKey,
  ),
  row(
    'MinIO: another region',
    'list',
    minio(
      400,
      'AuthorizationHeaderMalformed',
      "The authorization header is malformed; the region is wrong; expecting 'eu-west-1'.",
      '<Region>eu-west-1</Region>',
    ),
    inRegion('eu-west-1'),
  ),
  row(
    'MinIO: a full disk',
    'put',
    minio(
      507,
      'XMinioStorageFull',
      'Storage backend has reached its minimum free drive threshold. Please delete a few objects to proceed.',
    ),
    quota,
  ),
  row(
    'MinIO: no more space granted',
    'put',
    minio(400, 'XMinioAdminBucketQuotaExceeded', 'Bucket quota exceeded'),
    quota,
  ),
  row(
    'MinIO: a name that it cannot store',
    'put',
    minio(400, 'XMinioInvalidObjectName', 'Object name contains unsupported characters.'),
    { code: 'object-refused', key, reason: 'name' },
  ),
  row(
    'MinIO: drives that do not keep up',
    'put',
    minio(503, 'SlowDownWrite', 'Resource requested is unwritable, please reduce your request rate'),
    throttled,
  ),
  row(
    'MinIO: still starting',
    'list',
    minio(503, 'XMinioServerNotInitialized', 'Server not initialized yet, please try again.'),
    throttled,
  ),
  row('Cloudflare R2: no such token', 'list', r2(401, 'Unauthorized', 'Unauthorized'), denied('list')),
  row(
    'Cloudflare R2: a key id of another service',
    'list',
    r2(400, 'InvalidArgument', 'Credential access key has length 20, should be 32'),
    unknownKey,
  ),
  row(
    'Cloudflare R2: a region of another service',
    'list',
    r2(
      400,
      'InvalidRegionName',
      'The region name &apos;us-east-1&apos; is not valid. Must be one of: wnam, enam, weur, eeur, apac, oc, auto',
    ),
    inRegion(null),
  ),
  row(
    'Cloudflare R2: a header that it has not implemented',
    'put',
    r2(501, 'NotImplemented', "Header 'x-amz-acl' with value 'public-read' not implemented"),
    { code: 'not-supported', what: 'NotImplemented' },
  ),
  row(
    'Cloudflare R2: too many writes to one key',
    'put',
    r2(429, 'ServiceUnavailable', 'Reduce your concurrent request rate for the same object.'),
    throttled,
  ),
  row(
    'Backblaze B2: a key id that is none',
    'list',
    b2(403, 'InvalidAccessKeyId', 'Malformed Access Key Id'),
    unknownKey,
  ),
  row(
    'Backblaze B2: a cap that is reached',
    'put',
    b2(
      403,
      'AccessDenied',
      'Cannot upload files, storage cap exceeded. See the Caps &amp; Alerts page to increase your cap.',
    ),
    quota,
  ),
  row(
    'Backblaze B2: a key that is limited to another bucket',
    'list',
    b2(403, 'AccessDenied', 'not entitled'),
    denied('list'),
  ),
  row('Backblaze B2: no room at the moment', 'put', b2(503, 'ServiceUnavailable', 'no tomes available'), throttled),
  row(
    'Wasabi: another region',
    'list',
    aws(
      307,
      'TemporaryRedirect',
      'Please re-send this request to the specified temporary endpoint. Continue to use the original request endpoint for future requests.',
      '<Endpoint>s3.eu-central-1.wasabisys.com</Endpoint>',
      { server: 'WasabiS3/7.10' },
    ),
    inRegion(null),
  ),
];
