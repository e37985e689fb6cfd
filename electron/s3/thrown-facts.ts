/** What the SDK hangs on the errors it throws, as far as this app reads it. */
export interface ThrownFacts {
  /** S3's error code, or the SDK's or Node's name for what happened. */
  name: string;
  /** Node's code for a failed connection, e.g. `ECONNREFUSED`. */
  systemCode: string;
  message: string;
  status: number | null;
  /** The region that S3 says the bucket is in. */
  bucketRegion: string | null;
  /** The header that S3 says it does not know. */
  header: string;
  /** The SDK found its clock to be off by this reply's date, and signs with the server's time from now on. */
  isClockOff: boolean;
  requestId: string;
}

/** The SDK takes no region of any other shape: it becomes a part of host names. */
const REGION = /^[\w-]{1,63}$/;
/** Amazon, MinIO and Ceph each tell the right region in a sentence too: "expecting 'eu-west-1'". */
const EXPECTED_REGION = /expecting '([\w-]+)'/;
const DEEPEST_CAUSE = 5;

export function readThrown(thrown: unknown): ThrownFacts {
  const error = asRecord(thrown);
  const { httpStatusCode: status, requestId, clockSkewCorrected } = asRecord(error.$metadata);
  const headers = asRecord(asRecord(error.$response).headers);
  const systemCode = findSystemCode(thrown);
  const message = text(error.message) || systemCode;
  return {
    name: text(error.Code) || text(error.name),
    systemCode,
    message,
    status: typeof status === 'number' ? status : null,
    bucketRegion:
      [text(headers['x-amz-bucket-region']), text(error.Region), EXPECTED_REGION.exec(message)?.[1] ?? ''].find(
        (told) => REGION.test(told),
      ) ?? null,
    header: text(error.Header),
    isClockOff: clockSkewCorrected === true,
    requestId: text(requestId),
  };
}

/** Node's code, which may lie in a cause or (happy eyeballs) in one of several errors. */
function findSystemCode(thrown: unknown): string {
  for (let error: unknown = thrown, depth = 0; error instanceof Error && depth < DEEPEST_CAUSE; depth++) {
    const code = asRecord(error).code;
    if (typeof code === 'string' && code !== '') return code;
    error = error instanceof AggregateError ? error.errors[0] : error.cause;
  }
  return '';
}

const asRecord = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
const text = (value: unknown): string => (typeof value === 'string' ? value : '');
