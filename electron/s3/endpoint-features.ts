/** What one S3 server can do beyond the oldest S3, found out once and remembered. */
interface EndpointFeatures {
  /** Takes `x-amz-checksum-crc32` on a put. */
  checksums: boolean;
  /** Refuses a put with `If-None-Match: *` where the key is taken. */
  conditionalWrites: boolean;
  /** Begins a list after the key that `start-after` names. */
  startAfter: boolean;
  /** Stores large objects in parts. */
  multipart: boolean;
  /** Tells which parts of an upload it has. */
  listParts: boolean;
}

/** What is not in it was not found out yet. */
export type KnownFeatures = Readonly<Partial<EndpointFeatures>>;

/** Keeps what servers can do, by their endpoint (with scheme; empty for Amazon S3 itself). */
export interface EndpointMemory {
  features(endpoint: string): KnownFeatures;
  learn(endpoint: string, found: KnownFeatures): void;
  /** Nothing is known of it any more: it is probed anew when it is next used. */
  forget(endpoint: string): void;
}

/** Amazon's own servers need no probe (Amazon S3 API Reference, PutObject and ListObjectsV2). */
export const amazonFeatures: Readonly<EndpointFeatures> = {
  checksums: true,
  conditionalWrites: true,
  startAfter: true,
  multipart: true,
  listParts: true,
};

const AMAZON_HOST = /^https:\/\/(?:[^/]+\.)?amazonaws\.(?:com|com\.cn|eu)(?::443)?(?:\/|$)/i;

/** Whether an endpoint is Amazon's own; `https` only, for what answers for it elsewhere may be anything. */
export const isAmazon = (endpoint: string): boolean => endpoint === '' || AMAZON_HOST.test(endpoint);

/** Two spellings of one server are one server. */
export const endpointName = (endpoint: string): string => endpoint.trim().toLowerCase().replace(/\/+$/, '');

/** A memory for as long as it is held; `learnt` is told of all there is after each change. */
export function createEndpointMemory(
  known: Iterable<readonly [string, KnownFeatures]> = [],
  learnt: (all: ReadonlyMap<string, KnownFeatures>) => void = () => undefined,
): EndpointMemory {
  const byEndpoint = new Map<string, KnownFeatures>(known);
  return {
    features: (endpoint) => (isAmazon(endpoint) ? amazonFeatures : (byEndpoint.get(endpointName(endpoint)) ?? {})),
    learn(endpoint, found) {
      if (isAmazon(endpoint)) return;
      const name = endpointName(endpoint);
      const before = byEndpoint.get(name) ?? {};
      const after = { ...before, ...found };
      if (JSON.stringify(after) === JSON.stringify(before)) return;
      byEndpoint.set(name, after);
      learnt(byEndpoint);
    },
    forget(endpoint) {
      if (byEndpoint.delete(endpointName(endpoint))) learnt(byEndpoint);
    },
  };
}
