/** Datasets after IPTC-IIM 4.1, section 1.5, and Adobe's image resources (Photoshop file formats, "Image Resource Blocks"). */
const PHOTOSHOP = 'Photoshop 3.0\0';
const RESOURCE = '8BIM';
const IPTC_RESOURCE = 0x0404;
const RESOURCE_HEAD_BYTES = 12;
const DATASET = 0x1c;
const DATASET_HEAD_BYTES = 5;
/** A length with this bit is the length of a length: for contents over 32 KB, which no text of a picture has. */
const EXTENDED = 0x8000;
const APPLICATION_RECORD = 2;
/** ContentLocationCode and -Name, City, Sublocation, ProvinceState, CountryCode and -Name. */
const tellsPlace = new Set([26, 27, 90, 92, 95, 100, 101]);
/** ObjectDataPreview's format, version and data: a small picture of the old one. */
const isPreview = (dataset: number): boolean => dataset >= 200 && dataset <= 202;

const APPLICATION_0 = 0xe0;
const APPLICATION_2 = 0xe2;
const APPLICATION_13 = 0xed;
/** A segment's length counts itself and has 16 bits (ITU-T T.81, section B.1.1.4). */
const MAX_SEGMENT_BYTES = 0xffff;

const even = (bytes: number): number => bytes + (bytes % 2);

/** The datasets inside of Photoshop's resources; empty where there are none. */
function datasetsIn(block: Buffer): Buffer {
  if (!block.toString('latin1', 0, PHOTOSHOP.length).startsWith(PHOTOSHOP)) return block;
  let at = PHOTOSHOP.length;
  while (at + RESOURCE_HEAD_BYTES <= block.length && block.toString('latin1', at, at + 4) === RESOURCE) {
    const id = block.readUInt16BE(at + 4);
    // A name with its length in front.
    const sizeAt = at + 6 + even((block[at + 6] ?? 0) + 1);
    if (sizeAt + 4 > block.length) break;
    const size = block.readUInt32BE(sizeAt);
    if (id === IPTC_RESOURCE) return block.subarray(sizeAt + 4, sizeAt + 4 + size);
    at = sizeAt + 4 + even(size);
  }
  return Buffer.alloc(0);
}

/** The datasets that stay; what comes after one that cannot be read is lost. */
function keptDatasets(datasets: Buffer, withoutLocation: boolean): Buffer {
  const kept: Buffer[] = [];
  let at = 0;
  while (at + DATASET_HEAD_BYTES <= datasets.length && datasets[at] === DATASET) {
    const length = datasets.readUInt16BE(at + 3);
    const end = at + DATASET_HEAD_BYTES + length;
    if (length >= EXTENDED || end > datasets.length) break;
    const dataset = datasets[at + 2] ?? 0;
    const goes = isPreview(dataset) || (withoutLocation && tellsPlace.has(dataset));
    if (datasets[at + 1] !== APPLICATION_RECORD || !goes) kept.push(datasets.subarray(at, end));
    at = end;
  }
  return Buffer.concat(kept);
}

/**
 * What of a picture's IPTC goes into a JPEG, as a whole segment: without its preview, without Photoshop's other
 * resources (another preview, other copies of EXIF and XMP), and with `withoutLocation` without what tells a place. Null
 * where nothing is left, or too much.
 */
export function iptcSegment(block: Buffer, { withoutLocation }: { withoutLocation: boolean }): Buffer | null {
  const datasets = keptDatasets(datasetsIn(block), withoutLocation);
  const body = Buffer.alloc(PHOTOSHOP.length + RESOURCE_HEAD_BYTES + even(datasets.length));
  if (datasets.length === 0 || body.length + 2 > MAX_SEGMENT_BYTES) return null;
  body.write(PHOTOSHOP + RESOURCE, 0, 'latin1');
  body.writeUInt16BE(IPTC_RESOURCE, PHOTOSHOP.length + 4);
  body.writeUInt32BE(datasets.length, PHOTOSHOP.length + 8);
  body.set(datasets, PHOTOSHOP.length + RESOURCE_HEAD_BYTES);
  const head = Buffer.from([0xff, APPLICATION_13, 0, 0]);
  head.writeUInt16BE(body.length + 2, 2);
  return Buffer.concat([head, body]);
}

/** A JPEG with the segment behind JFIF's, EXIF's, XMP's and the profile's, which go first. */
export function withSegment(jpeg: Buffer, segment: Buffer): Buffer {
  let at = 2;
  while (at + 4 <= jpeg.length) {
    const marker = jpeg[at + 1] ?? 0;
    if (marker < APPLICATION_0 || marker > APPLICATION_2) break;
    at += 2 + jpeg.readUInt16BE(at + 2);
  }
  return Buffer.concat([jpeg.subarray(0, at), segment, jpeg.subarray(at)]);
}
