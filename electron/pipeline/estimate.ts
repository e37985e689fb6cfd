import sharp, { type Sharp } from 'sharp';
import { type FormatId, imageFormats } from '../../shared/image-format.ts';
import { checkedSize, encode, prepared } from './convert.ts';
import { encodeAs, keepColour, keepsDepth } from './encoders.ts';
import { convertingFailure, throwIfCancelled } from './failures.ts';
import { atOnce, type TakeTurn } from './large-pictures.ts';
import { carriedBytes } from './metadata.ts';
import type { EncodeRequest } from './pipeline.ts';
import { readSource, type Source } from './source.ts';

/** Pixels that stand for the picture. */
const SAMPLE_PIXELS = 400_000;
/** A picture of fewer is encoded as a whole: the figure is exact then. */
const WHOLE_PIXELS = 2 * SAMPLE_PIXELS;
/** JPEG encodes blocks of 16 px each for itself, so the more small pieces the better. */
const JPEG_PIECE_PX = 32;
/** WebP and AVIF go by what lies beside; larger pieces have fewer false neighbours, smaller ones see more of the picture. */
const PREDICTED_PIECE_PX = 128;
/** The others go row by row, and look back over some of them. */
const BAND_ROWS = 8;
/** Of a larger picture a part is looked at: what is decoded lies in memory as a whole. */
const MAX_DECODED_PIXELS = 64_000_000;
/** Frames of an animation that stand for the others. */
const SAMPLE_FRAMES = 6;

interface Size {
  width: number;
  height: number;
}

interface Pixels extends Size {
  data: Buffer;
  channels: 1 | 2 | 3 | 4;
  /** Bytes of one channel of one pixel. */
  depth: 1 | 2;
}

/** The picture as it will be written; of a very large one a band of its middle. */
async function decoded(source: Source, request: EncodeRequest, size: Size): Promise<Pixels> {
  const deep = keepsDepth(source.colour, request.format);
  const picture = prepared(source, request, size, 1).raw(deep ? { depth: 'ushort' } : {});
  const rows = Math.max(PREDICTED_PIECE_PX, Math.floor(MAX_DECODED_PIXELS / size.width));
  if (rows < size.height) {
    picture.extract({ left: 0, top: Math.floor((size.height - rows) / 2), width: size.width, height: rows });
  }
  const { data, info } = await picture.toBuffer({ resolveWithObject: true });
  return {
    data,
    width: info.width,
    height: info.height,
    channels: info.channels as Pixels['channels'],
    depth: deep ? 2 : 1,
  };
}

function asSharp({ data, width, height, channels, depth }: Pixels): Sharp {
  const pixels = depth === 1 ? data : new Uint16Array(data.buffer, data.byteOffset, data.length / depth);
  return sharp(pixels, { raw: { width, height, channels } });
}

/** The shape of the pieces that are cut out for a format. */
function pieceFor(format: FormatId, { width, height }: Size): Size {
  if (imageFormats[format].loss !== 'detail') return { width, height: Math.min(BAND_ROWS, height) };
  const side = format === 'jpeg' ? JPEG_PIECE_PX : PREDICTED_PIECE_PX;
  return { width: Math.min(side, width), height: Math.min(side, height) };
}

/** Columns and rows of pieces: spread as evenly as the picture's ratio and the pieces allow. */
function gridOf(picture: Size, piece: Size): { columns: number; rows: number } {
  const count = Math.max(1, Math.floor(SAMPLE_PIXELS / (piece.width * piece.height)));
  const across = Math.floor(picture.width / piece.width);
  const down = Math.floor(picture.height / piece.height);
  const even = Math.round(Math.sqrt((count * across) / down));
  const columns = Math.min(Math.max(1, even, Math.ceil(count / down)), across);
  return { columns, rows: Math.min(Math.max(1, Math.floor(count / columns)), down) };
}

/** The start of the piece at `index` of `count` along a side, in the middle of its share. */
const startOf = (index: number, count: number, side: number, piece: number): number =>
  Math.min(side - piece, Math.max(0, Math.round(((index + 0.5) * side) / count - piece / 2)));

/** Pieces from all over the picture, side by side. */
function sampleOf(picture: Pixels, format: FormatId): Pixels {
  const piece = pieceFor(format, picture);
  const { columns, rows } = gridOf(picture, piece);
  const bytes = picture.channels * picture.depth;
  const width = columns * piece.width;
  const data = Buffer.alloc(width * rows * piece.height * bytes);
  for (let row = 0; row < rows * piece.height; row += 1) {
    const y = startOf(Math.floor(row / piece.height), rows, picture.height, piece.height) + (row % piece.height);
    for (let column = 0; column < columns; column += 1) {
      const from = (y * picture.width + startOf(column, columns, picture.width, piece.width)) * bytes;
      picture.data.copy(data, (row * width + column * piece.width) * bytes, from, from + piece.width * bytes);
    }
  }
  return { ...picture, data, width, height: rows * piece.height };
}

/** The pieces are encoded, and an empty picture for what a file costs before its first pixel. */
async function estimateStill(source: Source, request: EncodeRequest, size: Size, signal: AbortSignal): Promise<number> {
  const picture = await decoded(source, request, size);
  throwIfCancelled(signal);
  const sample = sampleOf(picture, request.format);
  const bytesOf = async (pixels: Pixels): Promise<number> => {
    const coloured = keepColour(asSharp(pixels), source.colour, request.format);
    return (await encodeAs(coloured, request.format, request.quality).toBuffer()).length;
  };
  const dot = { width: 1, height: 1, data: sample.data.subarray(0, sample.channels * sample.depth) };
  const [some, fixed] = await Promise.all([bytesOf(sample), bytesOf({ ...sample, ...dot })]);
  const share = (size.width * size.height) / (sample.width * sample.height);
  return fixed + (some - fixed) * share;
}

/** From the first frames: one that starts from nothing, and how much each further one adds. */
async function estimateAnimation(source: Source, request: EncodeRequest, size: Size): Promise<number> {
  const bytesOf = async (pages: number): Promise<number> => {
    const picture = prepared(source, request, size, pages);
    return (await encodeAs(picture, request.format, request.quality).toBuffer()).length;
  };
  const [one, some] = [await bytesOf(1), await bytesOf(SAMPLE_FRAMES)];
  return one + ((some - one) / (SAMPLE_FRAMES - 1)) * (source.facts.frames - 1);
}

/**
 * About how many bytes `convert` will write: exact for small pictures, else from pieces of the picture as it will be
 * written (or the first frames of an animation), scaled by area. Throws what `convert` throws of the source and the format.
 */
export async function estimate(
  request: EncodeRequest,
  signal: AbortSignal,
  inTurn: TakeTurn = atOnce,
): Promise<{ bytes: number }> {
  const source = await readSource(request.inputPath);
  throwIfCancelled(signal);
  const size = checkedSize(source, request);
  const frames = imageFormats[request.format].animation ? source.facts.frames : 1;
  const isWhole = size.width * size.height * frames <= WHOLE_PIXELS || (frames > 1 && frames <= SAMPLE_FRAMES);
  const decodedFrames = isWhole ? frames : Math.min(frames, SAMPLE_FRAMES);
  return inTurn({ ...source.facts, frames: decodedFrames }, async () => {
    // Nobody may want it any more by the time that its turn comes.
    throwIfCancelled(signal);
    if (isWhole) return { bytes: (await encode(source, request)).data.length };
    try {
      const pixels =
        frames > 1 ? estimateAnimation(source, request, size) : estimateStill(source, request, size, signal);
      return { bytes: Math.round((await pixels) + carriedBytes(source, request)) };
    } catch (thrown) {
      throw convertingFailure(thrown, source.name, request.format);
    }
  });
}
