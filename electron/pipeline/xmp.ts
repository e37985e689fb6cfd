/** What follows from the file itself and is another's after a conversion, and a picture inside of the text. */
const derived = new Set([
  'tiff:Orientation',
  'tiff:ImageWidth',
  'tiff:ImageLength',
  'exif:PixelXDimension',
  'exif:PixelYDimension',
  'xmp:Thumbnails',
  'xap:Thumbnails',
]);

/** Of names without their prefix, which any writer may choose: EXIF's, IPTC Core's and Extension's, Photoshop's, drones', GeoRSS's. */
const tellsPlace =
  /gps|location|^(?:city|state|provincestate|province|country|countrycode|countryname|worldregion|lat|lon|long|latitude|longt?itude|altitude|absolutealtitude|relativealtitude|spatial|coverage|point|pos|coordinates?|place|landmark|geotag)$/i;

const localName = (name: string): string => name.slice(name.indexOf(':') + 1);

/** The pieces of well-formed XML; each pattern reads its text once. A document type is none: XMP has no use for one. */
const passed = /<!--[\s\S]*?-->|<\?[\s\S]*?\?>|<!\[CDATA\[[\s\S]*?\]\]>|[^<]+/y;
/** What no reader of XMP looks at, and any text may be in. */
const unread = /^<!--|^<\?(?!xpacket\s)/;
const closing = /<\/([^\s<>/]+)\s*>/y;
const opening = /<([^\s<>/!?="']+)((?:\s+[^\s=<>"'/]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>/y;
const attribute = /\s+([^\s=<>"'/]+)\s*=\s*(?:"[^"<]*"|'[^'<]*')/g;

/** Whether a piece that is passed is no text. */
const isMarkup = (piece: string): boolean => piece.startsWith('<!--') || piece.startsWith('<?');

/** Far more than any editor writes; JPEG takes 64 KB. */
const MAX_XMP_CHARACTERS = 4 * 1024 * 1024;
const MAX_DEPTH = 256;

/** Reads a text piece by piece. */
class Pieces {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  get ended(): boolean {
    return this.#at >= this.#text.length;
  }

  take(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text);
    if (found !== null) this.#at += found[0].length;
    return found;
  }
}

interface Leaving {
  property: (name: string) => boolean;
  /** Comments, and instructions but those around a packet. */
  unread: boolean;
}

function without({ property: goes, unread: goesUnread }: Leaving, text: string): string | null {
  const pieces = new Pieces(text);
  const open: string[] = [];
  const kept: string[] = [];
  /** How many elements were open outside of the one that goes. */
  let goingFrom: number | null = null;
  const keep = (piece: string): void => {
    if (goingFrom === null) kept.push(piece);
  };
  while (!pieces.ended) {
    const plain = pieces.take(passed);
    if (plain !== null) {
      const [piece] = plain;
      if (open.length === 0 && !isMarkup(piece) && piece.trim() !== '') return null;
      if (!goesUnread || !unread.test(piece)) keep(piece);
      continue;
    }
    const end = pieces.take(closing);
    if (end !== null) {
      if (open.pop() !== end[1]) return null;
      if (goingFrom === open.length) goingFrom = null;
      else keep(end[0]);
      continue;
    }
    const [, name = '', attributes = '', empty] = pieces.take(opening) ?? [];
    if (name === '' || open.length > MAX_DEPTH) return null;
    const isGoing = goes(name);
    if (!isGoing) {
      const left = attributes.replaceAll(attribute, (whole, of: string) => (goes(of) ? '' : whole));
      keep(`<${name}${left}${empty}>`);
    }
    if (empty === '/') continue;
    if (isGoing) goingFrom ??= open.length;
    open.push(name);
  }
  return open.length === 0 && kept.length > 0 ? kept.join('') : null;
}

/**
 * An XMP packet for a picture that was turned upright and scaled: without what its file told of itself, and
 * with `withoutLocation` without the properties that tell a place. Null where it is not well-formed.
 */
export function changeXmp(packet: Buffer, { withoutLocation }: { withoutLocation: boolean }): string | null {
  const text = packet.toString('utf8');
  if (text.trim() === '' || text.length > MAX_XMP_CHARACTERS || text.includes('\0') || text.includes('\ufffd'))
    return null;
  const property = (name: string): boolean =>
    derived.has(name) || (withoutLocation && !name.startsWith('xmlns') && tellsPlace.test(localName(name)));
  return without({ property, unread: withoutLocation }, text);
}
