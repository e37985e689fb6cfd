import { describe, expect, it } from 'vitest';
import { createEndpointMemory } from '../../../electron/s3/endpoint-features.ts';
import { type OptionalHeaders, withOptionalHeaders } from '../../../electron/s3/optional-headers.ts';
import { mayRefuseHeader } from '../../../electron/s3/refusals.ts';

const ENDPOINT = 'https://s3.example';
const all: OptionalHeaders = { checksums: true, conditionalWrites: true };

/** What the SDK throws for a reply. */
const refusal = (status: number, name: string, facts: object = {}): Error =>
  Object.assign(new Error('refused'), { name, $metadata: { httpStatusCode: status }, ...facts });

/** A server that refuses what `takes` does not allow; every try is noted. */
function serverThat(takes: Partial<OptionalHeaders>, thrown: Error = refusal(501, 'NotImplemented')) {
  const tries: OptionalHeaders[] = [];
  const send = async (headers: OptionalHeaders): Promise<string> => {
    tries.push(headers);
    if (headers.checksums && takes.checksums === false) throw thrown;
    if (headers.conditionalWrites && takes.conditionalWrites === false) throw thrown;
    return 'stored';
  };
  return { tries, send };
}

describe('optional headers', () => {
  it('are sent to a server that is not known, and what it takes is remembered', async () => {
    const memory = createEndpointMemory();
    const { send, tries } = serverThat({});
    expect(await withOptionalHeaders(memory, ENDPOINT, all, send)).toBe('stored');
    expect(tries).toEqual([all]);
    // Success says nothing of a condition: it may have been ignored.
    expect(memory.features(ENDPOINT)).toEqual({ checksums: true });
  });

  it.each([
    [{ checksums: false }, { checksums: false, conditionalWrites: true }],
    [{ conditionalWrites: false }, { checksums: true, conditionalWrites: false }],
    [
      { checksums: false, conditionalWrites: false },
      { checksums: false, conditionalWrites: false },
    ],
  ])('case 18: where %j, the others are still sent, now and ever after', async (takes, kept) => {
    const memory = createEndpointMemory();
    const { send, tries } = serverThat(takes);
    expect(await withOptionalHeaders(memory, ENDPOINT, all, send)).toBe('stored');
    expect(tries.at(-1)).toEqual(kept);
    expect(memory.features(ENDPOINT)).toMatchObject(takes);
    const before = tries.length;
    await withOptionalHeaders(memory, ENDPOINT, all, send);
    expect(tries.slice(before)).toEqual([kept]);
  });

  it('case 18: are not blamed where leaving them out does not help: the first refusal is told', async () => {
    const memory = createEndpointMemory();
    const wrongSecret = refusal(403, 'SignatureDoesNotMatch');
    const send = () => Promise.reject(wrongSecret);
    await expect(withOptionalHeaders(memory, ENDPOINT, all, send)).rejects.toBe(wrongSecret);
    expect(memory.features(ENDPOINT)).toEqual({});
  });

  it('are not tried again where something else fails on the way', async () => {
    const memory = createEndpointMemory();
    const slow = refusal(503, 'SlowDown');
    const failures = [refusal(400, 'InvalidArgument'), slow];
    const send = () => Promise.reject(failures.shift());
    await expect(withOptionalHeaders(memory, ENDPOINT, all, send)).rejects.toBe(slow);
    expect(memory.features(ENDPOINT)).toEqual({});
  });

  it('are not doubted where the server is known to take them', async () => {
    const memory = createEndpointMemory([[ENDPOINT, { checksums: true, conditionalWrites: true }]]);
    const { send, tries } = serverThat({ checksums: false });
    await expect(withOptionalHeaders(memory, ENDPOINT, all, send)).rejects.toThrow('refused');
    expect(tries).toHaveLength(1);
  });

  it.each([
    refusal(400, 'InvalidArgument'),
    refusal(501, 'NotImplemented'),
    refusal(400, 'InvalidRequest'),
    refusal(411, 'MissingContentLength'),
    refusal(400, 'XAmzContentSHA256Mismatch'),
    refusal(403, 'SignatureDoesNotMatch'),
    refusal(400, 'UnknownError'),
    refusal(400, 'Strange', { Header: 'x-amz-checksum-crc32' }),
  ])('may be why of $name ($$metadata.httpStatusCode)', (thrown) => {
    expect(mayRefuseHeader(thrown)).toBe(true);
  });

  it.each([
    refusal(403, 'AccessDenied'),
    refusal(412, 'PreconditionFailed'),
    refusal(400, 'ExpiredToken'),
    refusal(400, 'BadDigest'),
    refusal(503, 'SlowDown'),
    refusal(500, 'InternalError'),
    new Error('socket hang up'),
  ])('are not why of $name', (thrown) => {
    expect(mayRefuseHeader(thrown)).toBe(false);
  });
});
