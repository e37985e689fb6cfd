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
const NINE = 0x39;
/** What S3 writes: a date of this form, e.g. `2026-01-31T12:34:56.789Z`. */
const USUAL_DATE = '0000-00-00T00:00:00.000Z';
const DAY_LENGTH = 'YYYY-MM-DD'.length;
const MS_PER_SECOND = 1_000;
const MS_PER_MINUTE = 60_000;
const MS_PER_HOUR = 3_600_000;

/** Reads dates; neighbours in a list are often of one day, which is computed once. */
export class DateReader {
  #day = '';
  #dayStart = 0;

  /** Ms since the epoch; NaN for what is no date. */
  read(text: string): number {
    if (!isUsual(text)) return Date.parse(text);
    if (!text.startsWith(this.#day) || this.#day === '') {
      this.#day = text.slice(0, DAY_LENGTH);
      this.#dayStart = Date.parse(this.#day);
    }
    const hours = twoDigits(text, 11);
    const minutes = twoDigits(text, 14);
    const seconds = twoDigits(text, 17);
    if (hours > 23 || minutes > 59 || seconds > 59) return Date.parse(text);
    const ms = twoDigits(text, 20) * 10 + text.charCodeAt(22) - ZERO;
    return this.#dayStart + hours * MS_PER_HOUR + minutes * MS_PER_MINUTE + seconds * MS_PER_SECOND + ms;
  }
}

function isUsual(text: string): boolean {
  if (text.length !== USUAL_DATE.length) return false;
  for (let at = 0; at < USUAL_DATE.length; at++) {
    const wanted = USUAL_DATE.charCodeAt(at);
    const code = text.charCodeAt(at);
    if (wanted === ZERO ? code < ZERO || code > NINE : code !== wanted) return false;
  }
  return true;
}

const twoDigits = (text: string, at: number): number =>
  (text.charCodeAt(at) - ZERO) * 10 + text.charCodeAt(at + 1) - ZERO;
