import {
  aws,
  bare,
  bucket,
  denied,
  EC2_ROLE,
  type ErrorReply,
  expired,
  inRegion,
  row,
  unknownKey,
  wrongSecret,
} from './reply.ts';

const seoul = { 'x-amz-bucket-region': 'ap-northeast-2' };

/** Amazon S3 on who asks, when, and where the bucket is, in its own words. */
export const amazonOnAccess: readonly ErrorReply[] = [
  row(
    'Amazon: a bucket that is none',
    'list',
    aws(404, 'NoSuchBucket', 'The specified bucket does not exist', '<BucketName>photos</BucketName>'),
    { code: 'no-such-bucket', bucket },
  ),
  row(
    'Amazon: a name that cannot be a bucket’s',
    'list',
    aws(400, 'InvalidBucketName', 'The specified bucket is not valid.'),
    { code: 'invalid-bucket-name', bucket },
  ),
  row(
    'Amazon: a denied list',
    'list',
    aws(
      403,
      'AccessDenied',
      `${EC2_ROLE}s3:ListBucket on resource: "arn:aws:s3:::photos" because no identity-based policy allows the s3:ListBucket action`,
    ),
    denied('list'),
  ),
  row('Amazon: a denied read', 'get', aws(403, 'AccessDenied', 'Access Denied'), denied('get')),
  row(
    'Amazon: a denied read, by HEAD',
    'head',
    bare(403, { 'x-amz-request-id': 'A1', 'content-type': 'application/xml' }),
    denied('get'),
  ),
  row(
    'Amazon: a denied upload',
    'put',
    aws(
      403,
      'AccessDenied',
      `${EC2_ROLE}s3:PutObject on resource: "arn:aws:s3:::photos/a/b.webp" with an explicit deny in a resource-based policy`,
    ),
    denied('put'),
  ),
  row('Amazon: a denied delete', 'delete', aws(403, 'AccessDenied', 'Access Denied'), denied('delete')),
  row(
    'Amazon: an account without S3',
    'list',
    aws(403, 'NotSignedUp', 'Your account is not signed up for the Amazon S3 service.'),
    denied('list'),
  ),
  row(
    'Amazon: an unknown key id',
    'list',
    aws(
      403,
      'InvalidAccessKeyId',
      'The AWS Access Key Id you provided does not exist in our records.',
      '<AWSAccessKeyId>AKIAIOSFODNN7EXAMPLE</AWSAccessKeyId>',
    ),
    unknownKey,
  ),
  row(
    'Amazon: a wrong secret',
    'get',
    aws(
      403,
      'SignatureDoesNotMatch',
      'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
      '<AWSAccessKeyId>AKIAIOSFODNN7EXAMPLE</AWSAccessKeyId><StringToSign>AWS4-HMAC-SHA256</StringToSign>',
    ),
    wrongSecret,
  ),
  row(
    'Amazon: an empty key id',
    'list',
    aws(
      400,
      'AuthorizationHeaderMalformed',
      'The authorization header is malformed; a non-empty Access Key (AKID) must be provided in the credential.',
    ),
    unknownKey,
  ),
  row(
    'Amazon: an expired token',
    'get',
    aws(400, 'ExpiredToken', 'The provided token has expired.', '<Token-0>FwoG</Token-0>'),
    expired,
  ),
  row(
    'Amazon: a token of another key',
    'put',
    aws(400, 'InvalidToken', 'The provided token is malformed or otherwise invalid.', '<Token-0>FwoG</Token-0>'),
    expired,
  ),
  row(
    'Amazon: another region, by the signature',
    'list',
    aws(
      400,
      'AuthorizationHeaderMalformed',
      "The authorization header is malformed; the region 'us-east-1' is wrong; expecting 'ap-northeast-2'",
      '<Region>ap-northeast-2</Region>',
      seoul,
    ),
    inRegion('ap-northeast-2'),
  ),
  row(
    'Amazon: another region, in words that a bad key id has too',
    'list',
    aws(400, 'AuthorizationHeaderMalformed', 'The region of the credential is wrong', '', seoul),
    inRegion('ap-northeast-2'),
  ),
  row(
    'Amazon: another region, by a redirect',
    'get',
    aws(
      301,
      'PermanentRedirect',
      'The bucket you are attempting to access must be addressed using the specified endpoint. Please send all future requests to this endpoint.',
      '<Endpoint>photos.s3.ap-northeast-2.amazonaws.com</Endpoint><Bucket>photos</Bucket>',
      seoul,
    ),
    inRegion('ap-northeast-2'),
  ),
  row(
    'Amazon: another region, by HEAD',
    'head',
    bare(301, { ...seoul, 'x-amz-request-id': 'A1', 'content-type': 'application/xml' }),
    inRegion('ap-northeast-2'),
  ),
  row(
    'Amazon: a new bucket whose name is not known everywhere yet',
    'put',
    aws(
      307,
      'TemporaryRedirect',
      'Please re-send this request to the specified temporary endpoint. Continue to use the original request endpoint for future requests.',
      '<Endpoint>photos.s3-ap-northeast-2.amazonaws.com</Endpoint>',
      seoul,
    ),
    inRegion('ap-northeast-2'),
  ),
  row(
    'Amazon: a clock that is off',
    'list',
    aws(
      403,
      'RequestTimeTooSkewed',
      'The difference between the request time and the current time is too large.',
      '<RequestTime>20261122T010000Z</RequestTime><ServerTime>2026-11-22T02:00:00Z</ServerTime><MaxAllowedSkewMilliseconds>900000</MaxAllowedSkewMilliseconds>',
    ),
    { code: 'clock-skew' },
  ),
  row(
    'Amazon: a list of buckets that is denied',
    'list-buckets',
    aws(
      403,
      'AccessDenied',
      `${EC2_ROLE}s3:ListAllMyBuckets because no identity-based policy allows the s3:ListAllMyBuckets action`,
    ),
    { code: 'access-denied', action: 'list-buckets', bucket: '', key: null },
  ),
  row(
    'Amazon: a name that somebody else has',
    'create-bucket',
    aws(
      409,
      'BucketAlreadyExists',
      'The requested bucket name is not available. The bucket namespace is shared by all users of the system. Please select a different name and try again.',
      '<BucketName>photos</BucketName>',
    ),
    { code: 'bucket-taken', bucket, byOwnAccount: false },
  ),
  row(
    'Amazon: a bucket that one has already',
    'create-bucket',
    aws(
      409,
      'BucketAlreadyOwnedByYou',
      'Your previous request to create the named bucket succeeded and you already own it.',
      '<BucketName>photos</BucketName>',
    ),
    { code: 'bucket-taken', bucket, byOwnAccount: true },
  ),
  row(
    'Amazon: as many buckets as there may be',
    'create-bucket',
    aws(400, 'TooManyBuckets', 'You have attempted to create more buckets than allowed'),
    { code: 'too-many-buckets' },
  ),
  row('Amazon: a bucket that may not be created', 'create-bucket', aws(403, 'AccessDenied', 'Access Denied'), {
    code: 'access-denied',
    action: 'create-bucket',
    bucket,
    key: null,
  }),
  row(
    'Amazon: a public bucket where the account blocks them',
    'create-bucket',
    aws(
      400,
      'InvalidBucketAclWithObjectOwnership',
      "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting",
    ),
    { code: 'acls-disabled', bucket },
  ),
  row(
    'Amazon: a region that the endpoint is not in',
    'create-bucket',
    aws(
      400,
      'IllegalLocationConstraintException',
      'The eu-west-1 location constraint is incompatible for the region specific endpoint this request was sent to.',
    ),
    inRegion(null),
  ),
];
