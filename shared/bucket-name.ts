/**
 * What a new bucket may be called (Amazon S3 User Guide, "General purpose bucket naming rules"). Other servers allow more,
 * but a bucket that follows these rules can be moved anywhere. Buckets that exist may have older names: see `address.ts`.
 */
const MIN_LENGTH = 3;
const MAX_LENGTH = 63;
/** Names that Amazon keeps for what is no ordinary bucket. */
const RESERVED_PREFIXES = ['xn--', 'sthree-', 'amzn-s3-demo-'] as const;
const RESERVED_SUFFIXES = ['-s3alias', '--ol-s3', '.mrap', '--x-s3', '--table-s3'] as const;
const IP_ADDRESS = /^\d{1,3}(?:\.\d{1,3}){3}$/;

const bucketNameProblems = [
  'too-short',
  'too-long',
  'capitals',
  'characters',
  'ends',
  'two-dots',
  'ip-address',
  'reserved-prefix',
  'reserved-suffix',
] as const;
export type BucketNameProblem = (typeof bucketNameProblems)[number];

/** Why no bucket can be made under this name; null where one can. What is mended by typing on (`too-short`) comes last. */
export function bucketNameProblem(name: string): BucketNameProblem | null {
  if (/[A-Z]/.test(name)) return 'capitals';
  if (/[^a-z0-9.-]/.test(name)) return 'characters';
  if (name.length > MAX_LENGTH) return 'too-long';
  if (name.includes('..')) return 'two-dots';
  if (RESERVED_PREFIXES.some((prefix) => name.startsWith(prefix))) return 'reserved-prefix';
  if (RESERVED_SUFFIXES.some((suffix) => name.endsWith(suffix))) return 'reserved-suffix';
  if (IP_ADDRESS.test(name)) return 'ip-address';
  if (/^[^a-z0-9]/.test(name)) return 'ends';
  if (name.length < MIN_LENGTH) return 'too-short';
  return /[^a-z0-9]$/.test(name) ? 'ends' : null;
}

/**
 * A name with dots works, but as `my.bucket.s3.amazonaws.com` it matches no wildcard certificate: links to it need the
 * path style, and some features of Amazon's do without it altogether.
 */
export const bucketNameWarning = (name: string): 'dots' | null => (name.includes('.') ? 'dots' : null);
