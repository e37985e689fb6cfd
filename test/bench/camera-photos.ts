/** Photos as cameras write them, drawn from a seed: the same bytes on every run, and none to ship. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';

/** As it lies in the file, and how the camera was held. */
interface Shot {
  width: number;
  height: number;
  /** EXIF orientation: 1 upright, 6 and 8 held on its side. */
  orientation: 1 | 6 | 8;
}

/** 2 to 24 megapixels, as sensors have them: one lying and one standing photo of each. */
const sensors = [
  [1920, 1080],
  [2048, 1536],
  [2592, 1944],
  [3264, 2448],
  [4000, 3000],
  [4032, 3024],
  [4624, 3472],
  [5184, 3456],
  [5472, 3648],
  [6000, 4000],
] as const;

const shots: readonly Shot[] = sensors.flatMap(([width, height], index) => [
  { width, height, orientation: 1 },
  { width, height, orientation: index % 2 === 0 ? 6 : 8 },
]);

/** What cameras and phones commonly write. */
const JPEG = { quality: 92, chromaSubsampling: '4:2:0' } as const;
/** Deviation of the light at each scale, of 255: photos have about as much of it at every scale (their spectrum falls with 1/f). */
const CONTRAST = 22;
/** What a lens leaves of the finest three scales, the finest first. */
const LENS = [0.16, 0.4, 0.75];
/** Scales down to this many pixels a side are drawn. */
const COARSEST_SIDE = 4;
/** Deviation of a sensor's noise, of 255, after the camera's own smoothing; light areas have more. */
const SENSOR_NOISE = 2.2;
/** Pixels over which the edge of a thing goes, about as sharp as a lens draws it. */
const EDGE_PX = 1.6;
/** How far apart in light the things in front are from what is behind them. */
const EDGE_STEP = 46;
/** Colour has less of everything than light, and is drawn at a quarter of its scale. */
const COLOUR_SCALE = 4;
const COLOUR_CONTRAST = 7;

/** Draws every `of`th photo from `first` on into `folder`. */
export async function drawPhotos(folder: string, first: number, of: number): Promise<void> {
  for (const [index, { width, height, orientation }] of shots.entries()) {
    if (index % of !== first) continue;
    const picture = sharp(photo(width, height, index + 1), { raw: { width, height, channels: 3 } });
    const name = `IMG_${String(index + 1).padStart(4, '0')}.jpg`;
    await writeFile(join(folder, name), await picture.jpeg(JPEG).withMetadata({ orientation }).toBuffer());
  }
}

/** Numbers of a normal distribution, from a seed. */
class Noise {
  static readonly #table = Noise.#drawTable();
  #state: number;

  constructor(seed: number) {
    this.#state = Math.imul(seed, 0x9e37_79b1) | 1;
  }

  static #drawTable(): Float32Array {
    const table = new Float32Array(65_536);
    let state = 12_345;
    const even = (): number => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return (state + 1) / 4_294_967_297;
    };
    // Box and Muller's way from even to normal numbers.
    for (let at = 0; at < table.length; at++) {
      table[at] = Math.sqrt(-2 * Math.log(even())) * Math.cos(2 * Math.PI * even());
    }
    return table;
  }

  next(): number {
    // Marsaglia's xorshift.
    this.#state ^= this.#state << 13;
    this.#state ^= this.#state >>> 17;
    this.#state ^= this.#state << 5;
    return Noise.#table[(this.#state >>> 8) & 65_535] ?? 0;
  }
}

interface Field {
  width: number;
  height: number;
  values: Float32Array;
}

/** Twice as large, in between what lies around. */
function enlarged({ width, height, values }: Field, toWidth: number, toHeight: number): Field {
  const result = new Float32Array(toWidth * toHeight);
  for (let y = 0; y < toHeight; y++) {
    const fromY = Math.min(height - 1, y / 2);
    const top = Math.floor(fromY);
    const upper = top * width;
    const lower = Math.min(height - 1, top + 1) * width;
    const down = fromY - top;
    for (let x = 0; x < toWidth; x++) {
      const fromX = Math.min(width - 1, x / 2);
      const left = Math.floor(fromX);
      const right = Math.min(width - 1, left + 1);
      const across = fromX - left;
      const a = (values[upper + left] ?? 0) * (1 - across) + (values[upper + right] ?? 0) * across;
      const b = (values[lower + left] ?? 0) * (1 - across) + (values[lower + right] ?? 0) * across;
      result[y * toWidth + x] = a * (1 - down) + b * down;
    }
  }
  return { width: toWidth, height: toHeight, values: result };
}

/**
 * Adds noise scale by scale, from the coarsest to the finest. `share` says how much of `contrast` a scale has: 0 is the finest.
 * Where `calm` is low, there is little of the finer scales: sky, skin, what is out of focus.
 */
function manyScales(
  size: { width: number; height: number },
  noise: Noise,
  contrast: number,
  share: (scale: number) => number,
  calm: Field | null,
): Field {
  const scales = Math.max(1, Math.floor(Math.log2(Math.min(size.width, size.height) / COARSEST_SIDE)));
  let field: Field | null = null;
  for (let scale = scales; scale >= 0; scale--) {
    const width = Math.ceil(size.width / 2 ** scale);
    const height = Math.ceil(size.height / 2 ** scale);
    const next: Field = field === null ? blank(width, height) : enlarged(field, width, height);
    const deviation = contrast * share(scale);
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const texture = calm === null ? 1 : textureAt(calm, x / width, y / height, scale);
        next.values[y * width + x] = (next.values[y * width + x] ?? 0) + noise.next() * deviation * texture;
      }
    }
    field = next;
  }
  return field ?? blank(size.width, size.height);
}

const blank = (width: number, height: number): Field => ({ width, height, values: new Float32Array(width * height) });

/** Scales that lie over calm parts too. */
const COARSE_SCALES = 6;

function textureAt(calm: Field, x: number, y: number, scale: number): number {
  if (scale >= COARSE_SCALES) return 1;
  const value = calm.values[Math.floor(y * calm.height) * calm.width + Math.floor(x * calm.width)] ?? 0;
  return Math.min(1, Math.max(0.04, 0.5 + value));
}

const small = (width: number, height: number, by: number): { width: number; height: number } => ({
  width: Math.ceil(width / by),
  height: Math.ceil(height / by),
});

/** Interleaved RGB of 8 bit. */
function photo(width: number, height: number, seed: number): Buffer {
  const noise = new Noise(seed);
  const even = (): number => 1;
  const calm = manyScales(small(width, height, 32), noise, 0.28, even, null);
  const things = manyScales(small(width, height, 8), noise, 1, (scale) => (scale > 3 ? 1 : 0.25), null);
  const light = manyScales({ width, height }, noise, CONTRAST, (scale) => LENS[scale] ?? 1, calm);
  const colour = (): Field =>
    manyScales(small(width, height, COLOUR_SCALE), noise, COLOUR_CONTRAST, (scale) => (scale > 1 ? 1 : 0.4), null);
  return developed(light, things, [colour(), colour()], noise);
}

/** A value between those around, `by` times coarser than the picture. */
function between({ width, height, values }: Field, x: number, y: number, by: number): number {
  const left = Math.min(width - 2, Math.floor(x / by));
  const top = Math.min(height - 2, Math.floor(y / by));
  const across = Math.min(1, x / by - left);
  const down = Math.min(1, y / by - top);
  const at = top * width + left;
  const upper = (values[at] ?? 0) * (1 - across) + (values[at + 1] ?? 0) * across;
  const lower = (values[at + width] ?? 0) * (1 - across) + (values[at + width + 1] ?? 0) * across;
  return upper * (1 - down) + lower * down;
}

function developed(light: Field, things: Field, [warm, green]: readonly [Field, Field], noise: Noise): Buffer {
  const { width, height } = light;
  const pixels = Buffer.allocUnsafe(width * height * 3);
  let sensor = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const depth = between(things, x, y, 8) * 8;
      const edge = EDGE_STEP * Math.max(-1, Math.min(1, depth / EDGE_PX));
      const value = 122 + edge + (light.values[y * width + x] ?? 0);
      // A camera's smoothing leaves neighbours alike.
      sensor = 0.45 * sensor + 0.9 * noise.next();
      const luma = value + sensor * SENSOR_NOISE * (0.5 + Math.max(0, value) / 255);
      const warmth = between(warm, x, y, COLOUR_SCALE) + edge * 0.3;
      const greenness = between(green, x, y, COLOUR_SCALE);
      const at = (y * width + x) * 3;
      pixels[at] = clamped(luma + warmth);
      pixels[at + 1] = clamped(luma + greenness * 0.6 - warmth * 0.2);
      pixels[at + 2] = clamped(luma - warmth - greenness * 0.4);
    }
  }
  return pixels;
}

const clamped = (value: number): number => Math.max(0, Math.min(255, Math.round(value)));
