/** EXIF as a phone writes it: camera, dates, a maker's note, a place, and a small JPEG of the picture. */

const HEADER_BYTES = 8;
const ENTRY_BYTES = 12;

/** A value as it lies in the block, or a directory or a piece of the block that is pointed to. */
type Value =
  | { kind: 'text'; text: string }
  | { kind: 'short' | 'long'; number: number }
  | { kind: 'fractions'; numbers: readonly number[] }
  | { kind: 'bytes'; content: Buffer }
  | { kind: 'directory'; entries: Directory }
  | { kind: 'piece'; content: Buffer };
type Directory = readonly (readonly [tag: number, value: Value])[];

const text = (value: string): Value => ({ kind: 'text', text: value });
const short = (number: number): Value => ({ kind: 'short', number });
const long = (number: number): Value => ({ kind: 'long', number });
const fractions = (...numbers: number[]): Value => ({ kind: 'fractions', numbers });

const types = { text: 2, short: 3, long: 4, fractions: 5, bytes: 7, directory: 4, piece: 4 } as const;

function bytesOf(value: Value): Buffer {
  switch (value.kind) {
    case 'text':
      return Buffer.from(`${value.text}\0`);
    case 'fractions': {
      const content = Buffer.alloc(value.numbers.length * 8);
      for (const [place, number] of value.numbers.entries()) {
        content.writeUInt32LE(Math.round(number * 100), place * 8);
        content.writeUInt32LE(100, place * 8 + 4);
      }
      return content;
    }
    case 'bytes':
      return value.content;
    default: {
      const content = Buffer.alloc(4);
      if (value.kind === 'short' || value.kind === 'long') content.writeUInt32LE(value.number);
      return content;
    }
  }
}

const countOf = (value: Value, content: Buffer): number => {
  if (value.kind === 'text' || value.kind === 'bytes') return content.length;
  return value.kind === 'fractions' ? value.numbers.length : 1;
};

/** A directory that starts at `at`, with all that it points to behind it. */
function written(entries: Directory, at: number, next: Directory | null): Buffer {
  const table = Buffer.alloc(2 + entries.length * ENTRY_BYTES + 4);
  const behind: Buffer[] = [];
  let end = at + table.length;
  const add = (content: Buffer): number => {
    const place = end;
    behind.push(content);
    end += content.length;
    return place;
  };
  table.writeUInt16LE(entries.length, 0);
  for (const [index, [tag, value]] of entries.entries()) {
    const entry = 2 + index * ENTRY_BYTES;
    const content = bytesOf(value);
    table.writeUInt16LE(tag, entry);
    table.writeUInt16LE(types[value.kind], entry + 2);
    table.writeUInt32LE(countOf(value, content), entry + 4);
    if (value.kind === 'directory') table.writeUInt32LE(add(written(value.entries, end, null)), entry + 8);
    else if (value.kind === 'piece') table.writeUInt32LE(add(value.content), entry + 8);
    else if (content.length > 4) table.writeUInt32LE(add(content), entry + 8);
    else table.set(content, entry + 8);
  }
  if (next !== null) table.writeUInt32LE(add(written(next, end, null)), table.length - 4);
  return Buffer.concat([table, ...behind]);
}

/** What the note of the maker says: found again wherever it was left. */
export const MAKER_TEXT = 'seen near the old harbour';

/** The block without a prefix, little-endian, for a picture that is `width` x `height` as it is stored. */
export function cameraBlock(stored: { width: number; height: number }, orientation: number, thumbnail: Buffer): Buffer {
  const place: Directory = [
    [0x01, text('N')],
    [0x02, fractions(37, 33, 58.86)],
    [0x03, text('E')],
    [0x04, fractions(126, 58, 40.63)],
  ];
  const shot: Directory = [
    [0x9003, text('2024:05:06 07:08:09')],
    [0x927c, { kind: 'bytes', content: Buffer.from(MAKER_TEXT) }],
    [0xa002, long(stored.width)],
    [0xa003, long(stored.height)],
    [0xa434, text('Lens 35mm')],
  ];
  const first: Directory = [
    [0x0100, long(stored.width)],
    [0x0101, long(stored.height)],
    [0x010f, text('Maker')],
    [0x0110, text('Model 7')],
    [0x0112, short(orientation)],
    [0x8298, text('Someone')],
    [0x8769, { kind: 'directory', entries: shot }],
    [0x8825, { kind: 'directory', entries: place }],
  ];
  const second: Directory = [
    [0x0103, short(6)],
    [0x0201, { kind: 'piece', content: thumbnail }],
    [0x0202, long(thumbnail.length)],
  ];
  const header = Buffer.from([0x49, 0x49, 0x2a, 0, HEADER_BYTES, 0, 0, 0]);
  return Buffer.concat([header, written(first, HEADER_BYTES, second)]);
}

/** A property of each kind that tells a place, and some that do not, as elements and as attributes. */
export const cameraXmp = `<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:exif="http://ns.adobe.com/exif/1.0/" xmlns:tiff="http://ns.adobe.com/tiff/1.0/"
 xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
 exif:GPSLatitude="37,33.981N" exif:GPSLongitude='126,58.677E' xmp:Rating="4" tiff:Orientation="6"
 photoshop:City="Seoul" photoshop:Credit="Someone">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">Evening &amp; tea</rdf:li></rdf:Alt></dc:title>
<exif:GPSTimeStamp>2024-05-06T07:08:09Z</exif:GPSTimeStamp>
<Iptc4xmpExt:LocationShown><rdf:Bag><rdf:li rdf:parseType="Resource"><Iptc4xmpExt:City>Seoul</Iptc4xmpExt:City></rdf:li></rdf:Bag></Iptc4xmpExt:LocationShown>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>`;

/** An application segment of a JPEG. */
function segment(marker: number, body: Buffer): Buffer {
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(body.length + 2, 2);
  return Buffer.concat([head, body]);
}

/** A JPEG with an EXIF block and, where given, an XMP packet in front of all its other segments. */
export function withMetadata(jpeg: Buffer, block: Buffer, xmp = cameraXmp): Buffer {
  const exif = segment(0xe1, Buffer.concat([Buffer.from('Exif\0\0'), block]));
  const packet = segment(0xe1, Buffer.concat([Buffer.from('http://ns.adobe.com/xap/1.0/\0'), Buffer.from(xmp)]));
  return Buffer.concat([jpeg.subarray(0, 2), exif, packet, jpeg.subarray(2)]);
}

/** A text of a picture's IPTC (IPTC-IIM 4.1, section 1.5), in the record of what applications write. */
function dataset(number: number, value: string): Buffer {
  const content = Buffer.from(value);
  return Buffer.concat([Buffer.from([0x1c, 2, number, content.length >> 8, content.length & 0xff]), content]);
}

function resource(id: number, content: Buffer): Buffer {
  const head = Buffer.alloc(12);
  head.write('8BIM', 'latin1');
  head.writeUInt16BE(id, 4);
  head.writeUInt32BE(content.length, 8);
  return Buffer.concat([head, content, Buffer.alloc(content.length % 2)]);
}

/** The texts that `withIptc` writes, by the number of their dataset. */
export const iptcTexts = { 90: 'Busan', 101: 'Korea', 105: 'Headline of it', 116: 'Someone' } as const;

/** A JPEG with IPTC among Photoshop's resources, one of which is a small picture (0x040c). */
export function withIptc(jpeg: Buffer, preview: Buffer): Buffer {
  const texts = Object.entries(iptcTexts).map(([number, value]) => dataset(Number(number), value));
  const resources = [resource(0x040c, preview), resource(0x0404, Buffer.concat(texts))];
  const body = Buffer.concat([Buffer.from('Photoshop 3.0\0'), ...resources]);
  return Buffer.concat([jpeg.subarray(0, 2), segment(0xed, body), jpeg.subarray(2)]);
}
