/**
 * A key of a list with `encoding-type=url`. S3 writes a space as `+` and a plus as `%2B` there, as in a form. What is
 * not valid percent-encoding stays as it is: some servers name the encoding and do not apply it.
 */
export function decodeListedKey(encoded: string): string {
  if (!encoded.includes('%') && !encoded.includes('+')) return encoded;
  try {
    return decodeURIComponent(encoded.replaceAll('+', '%20'));
  } catch {
    return encoded;
  }
}

const ZERO = 0x30;
const MS_PER_SECOND = 1_000;
const MS_PER_MINUTE = 60_000;
const MS_PER_HOUR = 3_600_000;
const MS_PER_DAY = 86_400_000;
/** Every month has so many days; the rarer ones are left to `Date`. */
const DAYS_OF_EVERY_MONTH = 28;
/** From 1 March of the year 0 to 1 January 1970. */
const DAYS_BEFORE_EPOCH = 719_468;

export const USUAL_DATE_LENGTH = '2026-01-31T12:34:56.789Z'.length;

/**
 * Ms since the epoch of a date as S3 writes it, e.g. `2026-01-31T12:34:56.789Z`, which begins at `from`; NaN for one that
 * there is not.
 */
export function readUsualDate(text: string, from: number): number {
  const month = twoDigits(text, from + 5);
  const day = twoDigits(text, from + 8);
  const hours = twoDigits(text, from + 11);
  const minutes = twoDigits(text, from + 14);
  const seconds = twoDigits(text, from + 17);
  const isPlain = month >= 1 && month <= 12 && day >= 1 && day <= DAYS_OF_EVERY_MONTH;
  if (!isPlain || hours > 23 || minutes > 59 || seconds > 59)
    return Date.parse(text.slice(from, from + USUAL_DATE_LENGTH));
  const year = twoDigits(text, from) * 100 + twoDigits(text, from + 2);
  const ms = twoDigits(text, from + 20) * 10 + text.charCodeAt(from + 22) - ZERO;
  const time = hours * MS_PER_HOUR + minutes * MS_PER_MINUTE + seconds * MS_PER_SECOND + ms;
  return daysSinceEpoch(year, month, day) * MS_PER_DAY + time;
}

const twoDigits = (text: string, at: number): number =>
  (text.charCodeAt(at) - ZERO) * 10 + text.charCodeAt(at + 1) - ZERO;

/** In the calendar of Gregory; years that begin in March have their leap day last. */
function daysSinceEpoch(year: number, month: number, day: number): number {
  const marchYear = month > 2 ? year : year - 1;
  const leapDays = Math.floor(marchYear / 4) - Math.floor(marchYear / 100) + Math.floor(marchYear / 400);
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1;
  return marchYear * 365 + leapDays + dayOfYear - DAYS_BEFORE_EPOCH;
}
