import type { EndpointMemory, KnownFeatures } from './endpoint-features.ts';

/** Headers of a put that not every server takes. */
export interface OptionalHeaders {
  /** `x-amz-checksum-crc32` */
  checksums: boolean;
  /** `If-None-Match: *` */
  conditionalWrites: boolean;
}

/** What servers answer that do not know a header: too old for it, or they forward what they cannot sign. */
const codes = new Set([
  'InvalidArgument',
  'InvalidRequest',
  'InvalidHeader',
  'MalformedHeader',
  'MissingContentLength',
  'NotImplemented',
  'NotSupported',
  'SignatureDoesNotMatch',
  'UnsupportedArgument',
  'UnsupportedHeader',
  'XAmzContentSHA256Mismatch',
]);
const statuses = new Set([400, 411, 501]);

/** Whether a refusal may be owed to an optional header, so that one more try without it is worth while. */
export function mayRefuseHeader(thrown: unknown): boolean {
  const error = asRecord(thrown);
  const status = asRecord(error.$metadata).httpStatusCode;
  const code = text(error.Code) || text(error.name);
  if (codes.has(code)) return true;
  const said = [error.message, error.Header, error.ArgumentName, error.HeaderName].map(text).join(' ');
  return typeof status === 'number' && statuses.has(status) && (isUnnamed(code) || /checksum|none-match/i.test(said));
}

/** A refusal without a code of S3's: the SDK calls it after its status, or not at all. */
const isUnnamed = (code: string): boolean => /^(|Unknown|UnknownError|Error|\d{3}|BadRequest)$/.test(code);

/**
 * Sends something with the optional headers that are `wanted` and that the server is not known to reject. Where it
 * refuses what may be owed to them, it is sent again without, once for each way to do without; what then succeeds is
 * remembered. `send` throws what the SDK threw. Throws the first refusal where leaving headers out does not help.
 */
export async function withOptionalHeaders<T>(
  memory: EndpointMemory,
  endpoint: string,
  wanted: OptionalHeaders,
  send: (headers: OptionalHeaders) => Promise<T>,
): Promise<T> {
  const known = memory.features(endpoint);
  const first = {
    checksums: wanted.checksums && known.checksums !== false,
    conditionalWrites: wanted.conditionalWrites && known.conditionalWrites !== false,
  };
  try {
    const result = await send(first);
    if (first.checksums) memory.learn(endpoint, { checksums: true });
    return result;
  } catch (thrown) {
    const others = mayRefuseHeader(thrown) ? waysWithout(first, known) : [];
    for (const headers of others) {
      const outcome = await tryOnce(() => send(headers));
      if ('value' in outcome) {
        memory.learn(endpoint, difference(first, headers));
        return outcome.value;
      }
      // Another trouble than the headers: it is the one to tell, and to mend.
      if (!mayRefuseHeader(outcome.thrown)) throw outcome.thrown;
    }
    throw thrown;
  }
}

/** The ways to leave out what was sent and is not known to be taken, the likeliest first. */
function waysWithout(sent: OptionalHeaders, known: KnownFeatures): OptionalHeaders[] {
  const mayDropChecksums = sent.checksums && known.checksums !== true;
  const mayDropConditions = sent.conditionalWrites && known.conditionalWrites !== true;
  const ways: OptionalHeaders[] = [];
  if (mayDropChecksums) ways.push({ ...sent, checksums: false });
  if (mayDropConditions) ways.push({ ...sent, conditionalWrites: false });
  if (mayDropChecksums && mayDropConditions) ways.push({ checksums: false, conditionalWrites: false });
  return ways;
}

/** What the server is shown not to take by the success of `then` after the refusal of `first`. */
const difference = (first: OptionalHeaders, then: OptionalHeaders): KnownFeatures => ({
  ...(first.checksums === then.checksums ? {} : { checksums: false }),
  ...(first.conditionalWrites === then.conditionalWrites ? {} : { conditionalWrites: false }),
});

async function tryOnce<T>(attempt: () => Promise<T>): Promise<{ value: T } | { thrown: unknown }> {
  try {
    return { value: await attempt() };
  } catch (thrown) {
    return { thrown };
  }
}

const asRecord = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
const text = (value: unknown): string => (typeof value === 'string' ? value : '');
