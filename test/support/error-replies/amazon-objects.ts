import { aws, bucket, EC2_ROLE, type ErrorReply, type Expected, gone, key, refused, row, throttled } from './reply.ts';

const encryption = (action: 'get' | 'put', detail: string): Expected => ({
  code: 'encryption-key',
  action,
  bucket,
  detail,
});
const damaged = (received: string): Expected => ({
  code: 'transfer-damaged',
  key,
  expected: 'the bytes that were sent',
  received,
});

/** Amazon S3 on objects, requests and its own trouble, in its own words. */
export const amazonOnObjects: readonly ErrorReply[] = [
  row(
    'Amazon: a key that is gone',
    'get',
    aws(404, 'NoSuchKey', 'The specified key does not exist.', '<Key>a/b.webp</Key>'),
    gone,
  ),
  row('Amazon: too many requests', 'put', aws(503, 'SlowDown', 'Please reduce your request rate.'), throttled),
  row('Amazon: no capacity', 'get', aws(503, 'ServiceUnavailable', 'Service is unable to handle request.'), throttled),
  row(
    'Amazon: trouble of its own',
    'list',
    aws(500, 'InternalError', 'We encountered an internal error. Please try again.'),
    refused(500, 'InternalError'),
  ),
  row(
    'Amazon: a body that came too slowly',
    'put',
    aws(
      400,
      'RequestTimeout',
      'Your socket connection to the server was not read from or written to within the timeout period. Idle connections will be closed.',
    ),
    { code: 'timed-out' },
  ),
  row(
    'Amazon: bytes that changed on their way',
    'put',
    aws(400, 'BadDigest', 'The Content-MD5 you specified did not match what we received.'),
    damaged('BadDigest'),
  ),
  row(
    'Amazon: a body that does not fit its signature',
    'put',
    aws(
      400,
      'XAmzContentSHA256Mismatch',
      "The provided 'x-amz-content-sha256' header does not match what was computed.",
    ),
    damaged('XAmzContentSHA256Mismatch'),
  ),
  row(
    'Amazon: a bucket without ACLs',
    'put',
    aws(400, 'AccessControlListNotSupported', 'The bucket does not allow ACLs'),
    { code: 'acls-disabled', bucket },
  ),
  row(
    'Amazon: a public ACL where public access is blocked',
    'put',
    aws(
      403,
      'AccessDenied',
      `${EC2_ROLE}s3:PutObject on resource: "arn:aws:s3:::photos/a/b.webp" because public ACLs are prevented by the BlockPublicAcls setting in S3 Block Public Access.`,
    ),
    { code: 'public-access-blocked', bucket },
  ),
  row(
    'Amazon: an encryption key that is off',
    'put',
    aws(400, 'KMS.DisabledException', 'arn:aws:kms:us-east-1:111122223333:key/1 is disabled.'),
    encryption('put', 'KMS.DisabledException'),
  ),
  row(
    'Amazon: an encryption key that may not be used',
    'get',
    aws(
      403,
      'AccessDenied',
      `${EC2_ROLE}kms:Decrypt on the resource associated with this ciphertext because no identity-based policy allows the kms:Decrypt action`,
    ),
    encryption('get', 'KMS.AccessDenied'),
  ),
  row(
    'Amazon: an object in Glacier',
    'get',
    aws(
      403,
      'InvalidObjectState',
      'The operation is not valid for the object&apos;s storage class',
      '<StorageClass>GLACIER</StorageClass>',
    ),
    { code: 'archived-object', key },
  ),
  row(
    'Amazon: too large for one request',
    'put',
    aws(
      400,
      'EntityTooLarge',
      'Your proposed upload exceeds the maximum allowed size',
      '<ProposedSize>6000000000</ProposedSize><MaxSizeAllowed>5368709120</MaxSizeAllowed>',
    ),
    { code: 'object-refused', key, reason: 'too-large' },
  ),
  row(
    'Amazon: a key of more than 1,024 bytes',
    'put',
    aws(400, 'KeyTooLongError', 'Your key is too long', '<Size>1025</Size><MaxSizeAllowed>1024</MaxSizeAllowed>'),
    { code: 'object-refused', key, reason: 'name' },
  ),
  row(
    'Amazon: more than 2 KB of metadata',
    'put',
    aws(
      400,
      'MetadataTooLarge',
      'Your metadata headers exceed the maximum allowed metadata size',
      '<Size>2065</Size><MaxSizeAllowed>2048</MaxSizeAllowed>',
    ),
    { code: 'object-refused', key, reason: 'metadata' },
  ),
  row(
    'Amazon: a header that it does not implement',
    'put',
    aws(
      501,
      'NotImplemented',
      'A header you provided implies functionality that is not implemented',
      '<Header>Transfer-Encoding</Header>',
    ),
    { code: 'not-supported', what: 'Transfer-Encoding' },
  ),
  row(
    'Amazon: a method that the resource does not take',
    'delete',
    aws(405, 'MethodNotAllowed', 'The specified method is not allowed against this resource.', '<Method>POST</Method>'),
    { code: 'not-supported', what: 'MethodNotAllowed' },
  ),
  row(
    'Amazon: a request that it does not like',
    'list',
    aws(400, 'InvalidRequest', 'Missing required header for this request: x-amz-content-sha256'),
    refused(400, 'InvalidRequest'),
  ),
  row(
    'Amazon: XML that it cannot read',
    'delete',
    aws(
      400,
      'MalformedXML',
      'The XML you provided was not well-formed or did not validate against our published schema',
    ),
    refused(400, 'MalformedXML'),
  ),
  row(
    'Amazon: a header that is missing',
    'put',
    aws(
      400,
      'MissingSecurityHeader',
      'Your request was missing a required header',
      '<MissingHeaderName>x-amz-content-sha256</MissingHeaderName>',
    ),
    refused(400, 'MissingSecurityHeader'),
  ),
  row(
    'Amazon: an upload in parts that was given up',
    'put',
    aws(404, 'NoSuchUpload', 'The specified upload does not exist. The upload ID may be invalid.'),
    refused(404, 'NoSuchUpload'),
  ),
  row(
    'Amazon: a body that ended too soon',
    'put',
    aws(400, 'IncompleteBody', 'You did not provide the number of bytes specified by the Content-Length HTTP header.'),
    damaged('IncompleteBody'),
  ),
  row(
    'Amazon: a read that is denied, with words about public ACLs',
    'get',
    aws(403, 'AccessDenied', `${EC2_ROLE}s3:GetObject because of Block Public Access`),
    { code: 'access-denied', action: 'get', bucket, key },
  ),
  row(
    'Amazon: a success that turned into an error',
    'put',
    aws(200, 'InternalError', 'We encountered an internal error. Please try again.'),
    refused(503, 'InternalError'),
  ),
];
