import { rm } from 'node:fs/promises';
import type { OutputInfo, Sharp } from 'sharp';
import { AppFailure } from '../../shared/app-error.ts';
import { imageFormats } from '../../shared/image-format.ts';
import { heightAtWidth } from '../../shared/variant-plan.ts';
import { encodeAs, keepColour } from './encoders.ts';
import { convertingFailure, throwIfCancelled } from './failures.ts';
import { withSegment } from './iptc.ts';
import { atOnce, type TakeTurn } from './large-pictures.ts';
import { type CarriedMetadata, carriedMetadata, settleExif, withCarried } from './metadata.ts';
import type { Converted, ConvertRequest, EncodeRequest } from './pipeline.ts';
import { decodeSource, readSource, type Source } from './source.ts';
import { writeNew } from './write-new.ts';

interface Size {
  width: number;
  height: number;
}

function outputSize(source: Source, request: EncodeRequest): Size {
  const { width, height } = source.facts;
  const narrower = request.maxWidth !== undefined && request.maxWidth < width ? request.maxWidth : null;
  return narrower === null ? { width, height } : { width: narrower, height: heightAtWidth(source.facts, narrower) };
}

/** What the result measures. Throws `cannot-encode` where the format cannot hold it. */
export function checkedSize(source: Source, request: EncodeRequest): Size {
  const size = outputSize(source, request);
  const { label, maxSide } = imageFormats[request.format];
  if (Math.max(size.width, size.height) <= maxSide) return size;
  const detail = `expected at most ${maxSide} px a side for ${label} but received ${size.width} x ${size.height}`;
  throw new AppFailure({ code: 'cannot-encode', format: label, detail });
}

/** The picture as it will be written, not encoded yet: with all frames that the format takes, or so many of the first. */
export function prepared(source: Source, request: EncodeRequest, size: Size, frames: true | number = true): Sharp {
  // A GIF has no place for a profile, so its pixels are brought to sRGB.
  const profile = request.format === 'gif' ? 'srgb' : 'as-source';
  const picture = decodeSource(source, { animated: imageFormats[request.format].animation && frames, profile });
  if (size.width < source.facts.width) picture.resize({ ...size, fit: 'fill' });
  return keepColour(picture, source.colour, request.format);
}

/** The picture as a file of the wanted format and width. */
export async function encode(source: Source, request: EncodeRequest): Promise<{ data: Buffer; info: OutputInfo }> {
  const size = checkedSize(source, request);
  const carried = carriedMetadata(source, request);
  const written = (metadata: CarriedMetadata) =>
    encodeAs(withCarried(prepared(source, request, size), metadata), request.format, request.quality).toBuffer({
      resolveWithObject: true,
    });
  try {
    const file = await written(carried);
    const wanted = { size, withoutLocation: carried.withoutLocation };
    const settled = !carried.exif || (await settleExif(file.data, request.format, wanted));
    const { data, info } = settled ? file : await written({ ...carried, exif: false });
    return { data: carried.iptc === null ? data : withSegment(data, carried.iptc), info };
  } catch (thrown) {
    throw convertingFailure(thrown, source.name, request.format);
  }
}

/**
 * Really re-encodes a picture into `outputPath`, which must not exist: upright, its profile and the chosen metadata kept,
 * transparency on white in JPEG, all frames where the target carries them. Throws what `readSource` throws, `cannot-encode`, `not-writable`,
 * `disk-full` or `cancelled`, and then leaves nothing at `outputPath`.
 */
export async function convert(
  request: ConvertRequest,
  signal: AbortSignal,
  inTurn: TakeTurn = atOnce,
): Promise<Converted> {
  const source = await readSource(request.inputPath);
  throwIfCancelled(signal);
  const { data, info } = await inTurn(source.facts, () => encode(source, request));
  throwIfCancelled(signal);
  await writeNew(request.outputPath, data);
  if (signal.aborted) await rm(request.outputPath, { force: true });
  throwIfCancelled(signal);
  return { bytes: data.length, width: info.width, height: info.pageHeight ?? info.height, frames: info.pages ?? 1 };
}
