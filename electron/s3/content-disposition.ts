/** Characters that a token of RFC 8187 (`attr-char`) carries as they are. */
const ATTRIBUTE_CHARACTERS = /[^A-Za-z0-9!#$&+.^_`|~-]/g;
/** What a quoted string cannot hold unescaped, what some browsers decode in it, and what is not ASCII. */
const UNFIT_FOR_QUOTES = /[^\u0020-\u007e]|["\\%]/gu;
const LONE_SURROGATE = /[\u{D800}-\u{DFFF}]/gu;

/**
 * A `Content-Disposition` that makes a browser download under this name (RFC 6266, RFC 8187): in full for every browser of
 * today, in ASCII for what is older.
 */
export function contentDisposition(fileName: string): string {
  const name = fileName.replace(LONE_SURROGATE, '_');
  const plain = name.replace(UNFIT_FOR_QUOTES, '_');
  if (plain === name) return `attachment; filename="${plain}"`;
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded(name)}`;
}

const encoded = (name: string): string =>
  [...name]
    .map((character) => (unfit(character) ? encodeURIComponent(character).replace(/['()*]/g, hex) : character))
    .join('');
const unfit = (character: string): boolean => character.search(ATTRIBUTE_CHARACTERS) >= 0;
const hex = (character: string): string => `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
