/**
 * What a key in the bucket says about the picture it belongs to. The layout is fixed: `<album><uuid>_<size>.<ext>`, an
 * album being the whole key prefix up to and including its last slash (empty at the root).
 */

import { imageFormats } from './image-format.ts';

/** S3's limit for a key, in UTF-8 bytes (Amazon S3 User Guide, "Naming Amazon S3 objects"). */
export const MAX_KEY_BYTES = 1024;

/** A stored size of a group: its width in pixels, the square thumbnail, or the source itself. */
export type VariantSize = 'thumbnail' | 'original' | number;

/** Extension of every variant but `original`. */
export const VARIANT_EXTENSION = 'webp';

/** Endings, in lower case, by which a key that is not of our layout counts as a picture the app can show. */
export const FOREIGN_IMAGE_EXTENSIONS: ReadonlySet<string> = new Set(
  Object.values(imageFormats).flatMap(({ extensions }) => extensions),
);

/** A width beyond this is no width that anyone stores; such a key stands for itself. */
const MAX_WIDTH = 1e9;
const UUID = '[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}';
/** No leading zero: `_0512` and `_512` would be two keys of one width. */
const OURS = new RegExp(
  `^(${UUID})_(?:(thumbnail|[1-9][0-9]{0,9})\\.${VARIANT_EXTENSION}|original\\.([0-9A-Za-z]{1,16}))$`,
);

/** A key of our layout. `stem` is album and uuid; uuid and extension are spelt as in the key. */
export interface GroupKey {
  kind: 'group';
  album: string;
  uuid: string;
  stem: string;
  size: VariantSize;
  extension: string;
}

/** Any other picture. `base` has no extension; `<album><base>.<extension>` is the key. */
export interface ForeignKey {
  kind: 'foreign';
  album: string;
  base: string;
  extension: string;
}

export type ParsedKey = GroupKey | ForeignKey | { kind: 'other' };

/** The key prefix up to and including the last slash; empty at the root. */
export const albumOf = (key: string): string => key.slice(0, key.lastIndexOf('/') + 1);

/** Takes a key apart. What it gives makes the same key again, letter by letter. Never throws. */
export function parseKey(key: string): ParsedKey {
  const album = albumOf(key);
  const file = key.slice(album.length);
  return parseOurs(album, file) ?? parseForeign(album, file);
}

/** What all sizes of a picture have alike in their keys: album and uuid; the whole key where it is not of our layout. */
export function stemOf(key: string): string {
  const parsed = parseKey(key);
  return parsed.kind === 'group' ? parsed.stem : key;
}

/** The key of a group's variant. `extension` matters for `original` only: all others are WebP. */
export function variantKey(
  album: string,
  uuid: string,
  size: VariantSize,
  extension: string = VARIANT_EXTENSION,
): string {
  return `${album}${uuid}_${size}.${size === 'original' ? extension : VARIANT_EXTENSION}`;
}

function parseOurs(album: string, file: string): GroupKey | null {
  const [, uuid, label, extension] = OURS.exec(file) ?? [];
  if (uuid === undefined) return null;
  const size = label === undefined ? 'original' : label === 'thumbnail' ? label : Number(label);
  if (typeof size === 'number' && size > MAX_WIDTH) return null;
  return { kind: 'group', album, uuid, stem: album + uuid, size, extension: extension ?? VARIANT_EXTENSION };
}

function parseForeign(album: string, file: string): ParsedKey {
  const dot = file.lastIndexOf('.');
  const extension = file.slice(dot + 1);
  if (dot < 1 || !FOREIGN_IMAGE_EXTENSIONS.has(extension.toLowerCase())) return { kind: 'other' };
  return { kind: 'foreign', album, base: file.slice(0, dot), extension };
}
