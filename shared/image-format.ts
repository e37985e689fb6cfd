/** Every image format that the app reads and writes, and what a person or a caller needs to know of each. */
export const formatIds = ['png', 'jpeg', 'webp', 'avif', 'tiff', 'gif'] as const;
export type FormatId = (typeof formatIds)[number];

interface QualityRange {
  min: number;
  max: number;
  default: number;
}

export interface ImageFormat {
  id: FormatId;
  label: string;
  mime: string;
  /** Lower case, no dot; the first one is what a new file gets. */
  extensions: readonly [string, ...string[]];
  /** Null where there is nothing to choose. */
  quality: QualityRange | null;
  /** What writing it costs: nothing, detail (by quality), or colours (a palette of 256). */
  loss: 'none' | 'detail' | 'colours';
  /** Transparency survives; elsewhere it is flattened on white. */
  alpha: boolean;
  /** More than one frame survives; elsewhere the first one is written. */
  animation: boolean;
  /** Chromium can show it as it is. */
  shownByBrowser: boolean;
  /** The longest side in pixels that can be written. */
  maxSide: number;
}

const percent = (standard: number): QualityRange => ({ min: 1, max: 100, default: standard });

/** The longest side of a WebP (VP8's frame header has 14 bits for it: RFC 6386, section 9.1). */
export const WEBP_MAX_SIDE = 16_383;
/** libjpeg's JPEG_MAX_DIMENSION, a little under the format's own 65,535. */
const JPEG_MAX_SIDE = 65_500;
/** The longest side that libvips lets its AV1 encoder take. */
const AVIF_MAX_SIDE = 16_384;
/** GIF holds sides as 16-bit numbers (GIF89a, section 18). */
const GIF_MAX_SIDE = 65_535;
/** Past it libvips refuses any image (VIPS_MAX_COORD's default). */
const LIBRARY_MAX_SIDE = 10_000_000;

export const imageFormats: Readonly<Record<FormatId, ImageFormat>> = {
  png: {
    id: 'png',
    label: 'PNG',
    mime: 'image/png',
    extensions: ['png'],
    quality: null,
    loss: 'none',
    alpha: true,
    animation: false,
    shownByBrowser: true,
    maxSide: LIBRARY_MAX_SIDE,
  },
  jpeg: {
    id: 'jpeg',
    label: 'JPEG',
    mime: 'image/jpeg',
    extensions: ['jpg', 'jpeg', 'jpe', 'jfif'],
    quality: percent(90),
    loss: 'detail',
    alpha: false,
    animation: false,
    shownByBrowser: true,
    maxSide: JPEG_MAX_SIDE,
  },
  webp: {
    id: 'webp',
    label: 'WebP',
    mime: 'image/webp',
    extensions: ['webp'],
    quality: percent(85),
    loss: 'detail',
    alpha: true,
    animation: true,
    shownByBrowser: true,
    maxSide: WEBP_MAX_SIDE,
  },
  avif: {
    id: 'avif',
    label: 'AVIF',
    mime: 'image/avif',
    extensions: ['avif'],
    quality: percent(60),
    loss: 'detail',
    alpha: true,
    animation: false,
    shownByBrowser: true,
    maxSide: AVIF_MAX_SIDE,
  },
  tiff: {
    id: 'tiff',
    label: 'TIFF',
    mime: 'image/tiff',
    extensions: ['tiff', 'tif'],
    quality: null,
    loss: 'none',
    alpha: true,
    animation: false,
    shownByBrowser: false,
    maxSide: LIBRARY_MAX_SIDE,
  },
  gif: {
    id: 'gif',
    label: 'GIF',
    mime: 'image/gif',
    extensions: ['gif'],
    quality: null,
    loss: 'colours',
    alpha: true,
    animation: true,
    shownByBrowser: true,
    maxSide: GIF_MAX_SIDE,
  },
};

const byExtension = new Map<string, FormatId>(
  formatIds.flatMap((id) => imageFormats[id].extensions.map((extension) => [extension, id] as const)),
);

/** The format that an extension (no dot, any case) stands for, or null. */
export const formatOfExtension = (extension: string): FormatId | null =>
  byExtension.get(extension.toLowerCase()) ?? null;
