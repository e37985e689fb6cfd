import { createHash } from 'node:crypto';
import { constants, open } from 'node:fs/promises';
import { basename } from 'node:path';
import sharp, { type Metadata, type Sharp, type SharpOptions } from 'sharp';
import { type AppError, AppFailure } from '../../shared/app-error.ts';
import { type FormatId, imageFormats } from '../../shared/image-format.ts';
import { toReadFailure } from '../files/file-error.ts';
import { colourOf, keepsProfile, type SourceColour } from './colour.ts';
import { decodingFailure } from './failures.ts';
import { gifEndsEarly } from './gif-end.ts';
import {
  JOB_SECONDS,
  MAX_CHANNELS,
  MAX_FRAMES,
  MAX_PIXELS,
  MAX_SIDE,
  MAX_SOURCE_BYTES,
  MAX_WHOLE_PIXELS,
} from './limits.ts';
import type { InspectedSource, SourceFacts } from './pipeline.ts';
import { pngEndsEarly } from './png-end.ts';
import { sniff } from './sniff.ts';

/** A file that is proven to be an accepted image: its bytes, and what its header says. */
export interface Source {
  path: string;
  /** The path's base, for messages. */
  name: string;
  content: Buffer;
  facts: SourceFacts;
  /** Its ICC profile stays with what is made of it. */
  keepsProfile: boolean;
  colour: SourceColour;
  metadata: SourceMetadata;
}

interface SourceMetadata {
  /** 0 where there is none. */
  exifBytes: number;
  profileBytes: number;
  xmp: Buffer | null;
  iptc: Buffer | null;
}

/** A pipe that took the place of a file since it was looked at would hold the opening for ever. Windows has no such flag. */
const READ_WITHOUT_WAITING = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

async function readWhole(path: string): Promise<Buffer> {
  try {
    await using file = await open(path, READ_WITHOUT_WAITING);
    const status = await file.stat();
    if (!status.isFile()) throw new AppFailure({ code: 'not-readable', path });
    if (status.size > MAX_SOURCE_BYTES) throw tooLarge(path, 'bytes', MAX_SOURCE_BYTES);
    return await file.readFile();
  } catch (thrown) {
    throw toReadFailure(thrown, path);
  }
}

type TooLarge = Extract<AppError, { code: 'image-too-large' }>;

function tooLarge(path: string, limit: TooLarge['limit'], max: number): AppFailure {
  return new AppFailure({ code: 'image-too-large', name: basename(path), limit, max });
}

function provenFormat(content: Buffer, path: string): FormatId {
  const sniffed = sniff(content);
  if (sniffed === null) throw new AppFailure({ code: 'not-an-image', name: basename(path) });
  if (sniffed.kind === 'accepted') return sniffed.format;
  throw new AppFailure({ code: 'unsupported-image', name: basename(path), format: sniffed.label });
}

/** Pages are frames only in the formats that animate; a TIFF's further pages are other pictures. */
const framesOf = (format: FormatId, header: Metadata): number =>
  imageFormats[format].animation ? (header.pages ?? 1) : 1;

function factsOf(format: FormatId, header: Metadata, bytes: number): SourceFacts {
  const frames = framesOf(format, header);
  // sharp cannot turn animations, and browsers do not either.
  const { width, height } = frames > 1 ? header : header.autoOrient;
  return { format, bytes, width, height, frames, alpha: header.hasAlpha ?? false };
}

/** Only JPEG, TIFF and a PNG that is not interlaced come row by row. */
const isDecodedWhole = (format: FormatId, header: Metadata): boolean =>
  format === 'png' ? header.isProgressive === true : format !== 'jpeg' && format !== 'tiff';

function checkLimits(facts: SourceFacts, header: Metadata, path: string): void {
  const pixels = facts.width * facts.height;
  if (pixels > MAX_PIXELS) throw tooLarge(path, 'pixels', MAX_PIXELS);
  if (Math.max(facts.width, facts.height) > MAX_SIDE) throw tooLarge(path, 'side', MAX_SIDE);
  if (facts.frames > MAX_FRAMES) throw tooLarge(path, 'frames', MAX_FRAMES);
  if (isDecodedWhole(facts.format, header) && pixels * facts.frames > MAX_WHOLE_PIXELS) {
    throw tooLarge(path, 'pixels', MAX_WHOLE_PIXELS);
  }
  if (header.channels > MAX_CHANNELS) throw tooLarge(path, 'channels', MAX_CHANNELS);
}

async function readHeader(content: Buffer, name: string): Promise<Metadata> {
  try {
    // Without a limit, so that ours is the one that refuses, with the right reason: a header costs no pixels.
    return await sharp(content, { limitInputPixels: false, limitInputChannels: false }).metadata();
  } catch (thrown) {
    throw decodingFailure(thrown, name);
  }
}

/**
 * Reads a file and proves that it is an accepted image within the limits. Throws `AppFailure` `file-not-found`,
 * `not-readable`, `not-an-image`, `unsupported-image`, `damaged-image` or `image-too-large`.
 */
export async function readSource(path: string): Promise<Source> {
  const name = basename(path);
  const content = await readWhole(path);
  const format = provenFormat(content, path);
  const endsEarly = () => new AppFailure({ code: 'damaged-image', name, detail: 'the file ends early' });
  if (format === 'gif' && gifEndsEarly(content)) throw endsEarly();
  const header = await readHeader(content, name);
  if (header.format === 'heif' && header.compression !== 'av1') {
    throw new AppFailure({ code: 'unsupported-image', name, format: 'HEIC' });
  }
  const facts = factsOf(format, header, content.length);
  checkLimits(facts, header, path);
  if (format === 'png' && pngEndsEarly(content)) throw endsEarly();
  const metadata = {
    exifBytes: header.exif?.length ?? 0,
    profileBytes: header.icc?.length ?? 0,
    xmp: header.xmp ?? null,
    iptc: header.iptc ?? null,
  };
  const colour = colourOf(header);
  return { path, name, content, facts, keepsProfile: keepsProfile(header), colour, metadata };
}

/** The options for every decode: limits on, damage refused (sharp's default `failOn`). */
export const decoding: SharpOptions = { limitInputPixels: MAX_PIXELS, limitInputChannels: MAX_CHANNELS };

interface DecodeOptions {
  /** All frames, or so many of the first. */
  animated: boolean | number;
  /** The profile stays with the pixels, or they are brought to sRGB. */
  profile: 'as-source' | 'srgb';
}

/** A decode of the source: upright where it has one frame. */
export function decodeSource(source: Source, options: DecodeOptions): Sharp {
  const wanted = options.animated === true ? source.facts.frames : Math.max(1, Number(options.animated));
  const pages = Math.min(wanted, source.facts.frames);
  const picture = sharp(source.content, { ...decoding, pages }).timeout({ seconds: JOB_SECONDS });
  if (source.facts.frames === 1) picture.autoOrient();
  if (options.profile === 'as-source' && source.keepsProfile) return picture.keepIccProfile();
  // Pixels of 16 bit with a profile are brought to Display P3 by sharp, unless it is told where to.
  return source.keepsProfile && source.colour.deep ? picture.withIccProfile('srgb', { attach: false }) : picture;
}

const NOTHING = Buffer.alloc(0);

/** Lets go of a source's bytes, once nothing more is decoded of it: beside its pixels they are the largest thing in memory. */
export function releaseContent(source: Source): void {
  source.content = NOTHING;
}

/** The SHA-256 of a source's file, hex: of the bytes that were read, so that it is of the very picture that is shown. */
export const digestOf = (source: Source): string => createHash('sha256').update(source.content).digest('hex');

/** The content-proven facts of a file and its digest; see {@link readSource} for what is thrown. */
export async function inspect(path: string): Promise<InspectedSource> {
  const source = await readSource(path);
  return { ...source.facts, sha256: digestOf(source) };
}
