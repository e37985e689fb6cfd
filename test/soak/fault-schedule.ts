import { captivePortal, emptySuccess, type Fault, s3Error, slowDown } from '../support/fault.ts';
import type { FaultScript, SeenRequest } from '../support/faulting-proxy.ts';
import { type SeededRandom, seededRandom, seedOf } from './random.ts';

/** How much of the requests a schedule strikes, at least and at most: some lines are a little bad, some hardly work. */
const SHARES = { least: 0.03, most: 0.5 } as const;
/** Longer than what the client waits for in these runs costs nothing more. */
const LONGEST_DELAY_MS = 40;
/** Bytes in which a cut, a flip or a stall may fall. */
const BODY_BYTES = 3_000;
const LARGE_BODY_BYTES = 1_500_000;

type MakeFault = (random: SeededRandom) => Fault;

/** Where in a body something happens; most are small. */
const place = (random: SeededRandom): number => random.below(random.chance(0.2) ? LARGE_BODY_BYTES : BODY_BYTES);

/** Every kind of trouble, each as often as it stands here. A stall costs the whole of what the client waits. */
const FAULTS: readonly MakeFault[] = [
  (random) => ({ kind: 'delay', ms: random.below(LONGEST_DELAY_MS) }),
  (random) => ({ kind: 'delay', ms: random.below(LONGEST_DELAY_MS) }),
  () => ({ kind: 'refuse' }),
  () => ({ kind: 'refuse' }),
  (random) => ({ kind: 'cut', afterBytes: place(random) }),
  (random) => ({ kind: 'cut', afterBytes: place(random) }),
  (random) => ({ kind: 'cut-request', afterBytes: place(random) }),
  (random) => ({ kind: 'cut-request', afterBytes: place(random) }),
  () => ({ kind: 'lose-reply' }),
  () => ({ kind: 'lose-reply' }),
  () => ({ kind: 'lose-reply' }),
  () => s3Error(500, 'InternalError'),
  () => s3Error(500, 'InternalError'),
  () => slowDown,
  () => slowDown,
  () => s3Error(403, 'AccessDenied'),
  (random) => ({ kind: 'stall', afterBytes: place(random) }),
  () => ({ kind: 'twice' }),
  () => ({ kind: 'twice' }),
  (random) => ({ kind: 'corrupt', atByte: place(random) }),
  (random) => ({ kind: 'corrupt-request', atByte: place(random) }),
  (random) => ({ kind: 'corrupt-request', atByte: place(random) }),
  (random) => ({ kind: 'shorten', toBytes: place(random) }),
  () => captivePortal,
  () => emptySuccess,
];

/** Nothing in S3 tells a flipped letter of such a reply: what carries it (TCP, TLS) has to. */
const isUncheckedReply = ({ method, path }: SeenRequest): boolean =>
  method === 'POST' || (method === 'GET' && /[?&](list-type|uploads|uploadId)\b/.test(path));

/**
 * What happens to each request under a seed. It hangs on the request itself and on how often the like came before, not
 * on what else is on its way.
 */
export function faultSchedule(seed: number): FaultScript {
  const share = SHARES.least + seededRandom(seed).next() * (SHARES.most - SHARES.least);
  const seen = new Map<string, number>();
  return (request) => {
    const name = likeness(request);
    const times = (seen.get(name) ?? 0) + 1;
    seen.set(name, times);
    const random = seededRandom(seedOf(`${seed} ${name} ${times}`));
    if (!random.chance(share)) return null;
    const fault = random.pick(FAULTS)(random);
    return fault.kind === 'corrupt' && isUncheckedReply(request) ? { kind: 'refuse' } : fault;
  };
}

const RANDOM_PARTS = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi;

/** The request without what differs from run to run. */
const likeness = ({ method, path }: SeenRequest): string => `${method} ${path.replaceAll(RANDOM_PARTS, '*')}`;
