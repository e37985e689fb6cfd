const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const NUMBER = /^#(?:x([0-9a-f]+)|(\d+))$/i;
const LAST_CODE_POINT = 0x10_ffff;

/** References to characters; what is none of XML's own stays as it is, for some servers do not escape. */
export function decodeReferences(text: string): string {
  let decoded = '';
  let from = 0;
  for (let at = text.indexOf('&'); at >= 0; at = text.indexOf('&', from)) {
    const end = text.indexOf(';', at);
    if (end < 0) break;
    const character = referred(text.slice(at + 1, end));
    decoded += text.slice(from, at) + (character ?? '&');
    from = character === undefined ? at + 1 : end + 1;
  }
  return from === 0 ? text : decoded + text.slice(from);
}

function referred(name: string): string | undefined {
  const named = Object.hasOwn(NAMED, name) ? NAMED[name] : undefined;
  if (named !== undefined) return named;
  const [, hexadecimal, decimal] = NUMBER.exec(name) ?? [];
  const code = hexadecimal === undefined ? Number(decimal) : Number.parseInt(hexadecimal, 16);
  return code <= LAST_CODE_POINT ? String.fromCodePoint(code) : undefined;
}
