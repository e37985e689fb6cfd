const FIRST_SURROGATE = 0xd800;
const FIRST_AFTER_SURROGATES = 0xe000;
const SURROGATES = FIRST_AFTER_SURROGATES - FIRST_SURROGATE;
const BEYOND_THE_REST = 0x2000;

/**
 * Sorts after almost every key that begins with what stands before it. There are characters after it, but none that so
 * many servers take and so few keys hold.
 */
export const LAST_CHARACTER = '\ufffd';

/**
 * Orders keys by their UTF-8 bytes, as S3 lists them (Amazon S3 API Reference, ListObjectsV2). JavaScript compares UTF-16
 * units, which puts what is above U+FFFF before U+E000 to U+FFFF.
 */
export function compareKeys(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at++) {
    const left = a.charCodeAt(at);
    const right = b.charCodeAt(at);
    if (left !== right) return rank(left) - rank(right);
  }
  return a.length - b.length;
}

/** Moves the halves of what is above U+FFFF behind all other units. */
function rank(unit: number): number {
  if (unit < FIRST_SURROGATE) return unit;
  return unit >= FIRST_AFTER_SURROGATES ? unit - SURROGATES : unit + BEYOND_THE_REST;
}

/** How many units two keys begin with alike; never half of a character. */
export function commonLength(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  let at = 0;
  while (at < length && a.charCodeAt(at) === b.charCodeAt(at)) at++;
  const last = a.charCodeAt(at - 1);
  return at > 0 && last >= FIRST_SURROGATE && last < 0xdc00 ? at - 1 : at;
}
