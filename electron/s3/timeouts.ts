/** How long the S3 client waits and how often it tries again. Times are in milliseconds. */
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

/** Requests in flight per bucket. The SDK's 50 is short of what browsing and an upload together ask for. */
export const MAX_SOCKETS = 64;
/** S3's limit for one DeleteObjects request and for one page of a list (Amazon S3 API Reference). */
export const MAX_KEYS_PER_REQUEST = 1_000;
/** Bytes read from disk at a time while a file is sent. */
export const SEND_CHUNK_BYTES = 256 * 1024;
