/** How the bytes of a result stand to the stored bytes that it was made from. */
type Growth =
  | { kind: 'same' }
  /** Percent less, 1 to 100. */
  | { kind: 'smaller'; percent: number }
  /** Percent more, under {@link FACTOR_FROM} times. */
  | { kind: 'larger'; percent: number }
  /** Times the stored bytes, worth a warning. */
  | { kind: 'times'; factor: number };

/** From here on growth is told as a factor and in the warning colour: half as much again is what a person notices. */
const FACTOR_FROM = 1.5;

/** Growth of `bytes` against `storedBytes`; a difference that rounds to no percent is none. */
export function growthOf(bytes: number, storedBytes: number): Growth {
  if (storedBytes <= 0 || bytes === storedBytes) return { kind: 'same' };
  const factor = bytes / storedBytes;
  if (factor >= FACTOR_FROM) return { kind: 'times', factor };
  const percent = Math.round(Math.abs(factor - 1) * 100);
  if (percent === 0) return { kind: 'same' };
  return { kind: factor > 1 ? 'larger' : 'smaller', percent };
}

/** As many digits as an estimate is worth. */
const ESTIMATED_DIGITS = 2;

/** Bytes of an estimate, rounded to what it can know. */
export const roughly = (bytes: number): number => Number(bytes.toPrecision(ESTIMATED_DIGITS));
