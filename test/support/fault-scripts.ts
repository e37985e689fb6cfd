import { type Fault, s3Error } from './fault.ts';
import type { FaultScript, SeenRequest } from './faulting-proxy.ts';

/** What S3 puts up with between its clock and a request's (Amazon S3 API Reference, RequestTimeTooSkewed). */
const ALLOWED_SKEW_MS = 15 * 60_000;

/** A server whose clock is ahead of this machine's: it refuses what is dated too far off its own time. */
export function clockAheadBy(aheadMs: number): FaultScript {
  return ({ headers }) => {
    const server = Date.now() + aheadMs;
    if (Math.abs(dateOf(headers['x-amz-date']) - server) <= ALLOWED_SKEW_MS) return { kind: 'redate', aheadMs };
    const refusal = s3Error(403, 'RequestTimeTooSkewed');
    return { ...refusal, headers: { ...refusal.headers, date: new Date(server).toUTCString() } };
  };
}

/** `20261122T010203Z`, in ms since the epoch. */
function dateOf(header: SeenRequest['headers'][string]): number {
  const [, year, month, day, hour, minute, second] =
    /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z$/.exec(String(header)) ?? [];
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}

/** The key id that signed a request; empty for an unsigned one. */
export const keyIdOf = ({ headers }: SeenRequest): string =>
  /Credential=([^/]+)\//.exec(String(headers.authorization))?.[1] ?? '';

/** A server where each key expires after this many requests: S3's ExpiredToken from then on. */
export function keysExpireAfter(requests: number): FaultScript {
  const used = new Map<string, number>();
  return (request) => {
    const keyId = keyIdOf(request);
    const times = (used.get(keyId) ?? 0) + 1;
    used.set(keyId, times);
    return times <= requests ? null : s3Error(400, 'ExpiredToken');
  };
}

/** A server that refuses whatever is signed by one of these keys; ids may be added while it runs. */
export const refuseKeys =
  (ids: ReadonlySet<string>, refusal: Fault): FaultScript =>
  (request) =>
    ids.has(keyIdOf(request)) ? refusal : null;
