import sharp from 'sharp';
import { hash, SYNTHETIC_SIZES, type SyntheticObject, type SyntheticSize } from './synthetic-keys.ts';

/** Few enough to be drawn in a second, enough that neighbours differ. */
const COLOURS = 8;
const THUMBNAIL_EDGE = 200;

/** The bytes behind every made-up object: WebP of the right width, in one of a few colours. */
export interface SyntheticPictures {
  of(object: Pick<SyntheticObject, 'group' | 'size'>): Buffer;
}

export async function drawSyntheticPictures(): Promise<SyntheticPictures> {
  const drawn = new Map<SyntheticSize, Buffer[]>();
  for (const size of SYNTHETIC_SIZES) {
    const colours = Array.from({ length: COLOURS }, (_, colour) => draw(size, colour));
    drawn.set(size, await Promise.all(colours));
  }
  return {
    of: ({ group, size }) => {
      const picture = drawn.get(size)?.[hash(group, 5) % COLOURS];
      if (picture === undefined) throw new Error(`expected a known size but received ${size}`);
      return picture;
    },
  };
}

function draw(size: SyntheticSize, colour: number): Promise<Buffer> {
  const width = size === 'thumbnail' ? THUMBNAIL_EDGE : Number(size);
  const height = size === 'thumbnail' ? THUMBNAIL_EDGE : Math.round((width * 2) / 3);
  const hue = Math.round((360 / COLOURS) * colour);
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
    <defs><linearGradient id="g" x1="0" y1="0" x2="1" y2="1">
      <stop offset="0" stop-color="hsl(${hue},60%,70%)"/><stop offset="1" stop-color="hsl(${hue + 50},70%,30%)"/>
    </linearGradient></defs>
    <rect width="100%" height="100%" fill="url(#g)"/><circle cx="${width * 0.7}" cy="${height * 0.3}" r="${height * 0.12}" fill="#fff8"/>
  </svg>`;
  return sharp(Buffer.from(svg)).webp({ effort: 0, quality: 70 }).toBuffer();
}
