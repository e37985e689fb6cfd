/**
 * Every wait, limit and number of tries of requests, in one place. Times are in milliseconds. What a person is waited for
 * stands with the login (`sso-login.ts`), what a program is with `credential-process.ts`.
 */
import type { AppErrorCode } from '../../shared/app-error.ts';

/** How long the S3 client waits and how soon it tries again. */
export interface Pace {
  /** For a TCP and TLS connection to stand. */
  connectMs: number;
  /** For the next byte on a connection that stands; ends a body that stalls. */
  idleMs: number;
  /** For the head of a reply to a request without a body of its own. */
  replyMs: number;
  /** Before the first repeat; doubled for each further one, with up to as much again at random. */
  firstRepeatMs: number;
  /** The longest wait between two tries. */
  longestRepeatMs: number;
}

/**
 * A person who opens a connection should not wait longer than about ten seconds for an address that does not answer;
 * a slow mobile line needs a few seconds for its first byte. 20 s of silence is longer than S3 itself ever pauses.
 */
export const DEFAULT_PACE: Readonly<Pace> = {
  connectMs: 5_000,
  idleMs: 20_000,
  replyMs: 60_000,
  firstRepeatMs: 150,
  longestRepeatMs: 8_000,
};

/**
 * How often each kind of failure is tried again. A storm of 503 is waited out (about a minute with the default pace);
 * an address that does not answer is not, for a person waits for the sentence.
 */
export const REPEATS: Readonly<Partial<Record<AppErrorCode, number>>> = {
  throttled: 9,
  'server-error': 5,
  'transfer-damaged': 3,
  unreachable: 2,
  'timed-out': 1,
  // The SDK takes the server's time from the refusal, so the second try is signed with it.
  'clock-skew': 1,
};
/** In all, where kinds of failure mix. */
export const MOST_REPEATS = 12;
/** Other keys that one request is tried with: a server that refuses them all gets no endless stream of them. */
export const MOST_RENEWALS = 5;

/** Fresh starts of a put or a delete after all its tries failed though the server was found to be there. */
export const MOST_RESTARTS = 2;

/** How a server that cannot be reached is looked for. */
export interface NetworkPace {
  /** Before the first look after it was found to be away; doubled for each further one. */
  firstProbeMs: number;
  /** The longest wait between two looks. */
  longestProbeMs: number;
  /** For one look. */
  probeMs: number;
}

/** A line that drops for a moment is noticed at once; one that is away for the night costs two looks a minute. */
export const DEFAULT_NETWORK_PACE: Readonly<NetworkPace> = {
  firstProbeMs: 2_000,
  longestProbeMs: 30_000,
  probeMs: 10_000,
};

/** For what takes back what was begun (parts, objects, a probe's object): it goes on after its job was cancelled. */
export const TAKE_BACK_MS = 15_000;
/** The same while a person waits for a cancelled upload to end: what is left after that is in the journal. */
export const TAKE_BACK_AT_ONCE_MS = 5_000;
/** After a cancel a delete in flight may still end, because only its answer tells what is gone. */
export const DELETE_GRACE_MS = 10_000;
/** For a look at the one object that a pasted address names. */
export const LOOK_UP_MS = 20_000;

/** STS, the SSO portal and its login answer within a second or two; a person waits for them. */
export const SERVICE_PACE: Readonly<Pick<Pace, 'connectMs' | 'replyMs'>> = { connectMs: 5_000, replyMs: 15_000 };
/** Tries for one request to STS or the SSO portal; the SDK repeats what a cut connection or a busy server stopped. */
export const SERVICE_TRIES = 2;
/** Tries for one request of a login. */
export const LOGIN_TRIES = 3;

/** Requests in flight per bucket. The SDK's 50 is short of what browsing and an upload together ask for. */
export const MAX_SOCKETS = 64;
/** S3's limit for one DeleteObjects request and for one page of a list (Amazon S3 API Reference). */
export const MAX_KEYS_PER_REQUEST = 1_000;
/** Of the list of versions: the SDK reads such a page in one go, and 1,000 entries would hold the window up for some 30 ms. */
export const MAX_VERSIONS_PER_PAGE = 300;
/** Where a server deletes one object per request only. */
export const SINGLE_DELETES_AT_ONCE = 12;
/** Bytes read from disk at a time while a file is sent. */
export const SEND_CHUNK_BYTES = 256 * 1024;

/** What reading a page of a list costs this process; more streams than answers can be read meanwhile would only queue. */
export const PAGE_WORK_MS = 1.5;

/** The SDK learns from each reply how far this computer's clock is from the server's; a smaller difference is that of whole seconds on their way. */
export const LEAST_CLOCK_OFFSET_MS = 4 * 60_000;
