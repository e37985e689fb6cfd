import type { EndpointMemory, KnownFeatures } from './endpoint-features.ts';
import { mayRefuseHeader } from './refusals.ts';

/** Headers of a put that not every server takes. */
export interface OptionalHeaders {
  /** `x-amz-checksum-crc32` */
  checksums: boolean;
  /** `If-None-Match: *` */
  conditionalWrites: boolean;
}

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
