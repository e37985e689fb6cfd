import { utf8Length } from '../../shared/file-name.ts';
import type { AlbumSummary } from '../../shared/pictures.ts';

/** S3's limit for a key, in UTF-8 bytes (Amazon S3 User Guide, "Naming Amazon S3 objects"). */
const MAX_KEY_BYTES = 1024;
/** What follows an album in a key at most: a uuid, `_original.` and an extension. */
const LONGEST_REST_BYTES = 62;
const CONTROL = /\p{Cc}/u;

/** Why a typed name cannot be an album's; null where it can. `.` and `..` are resolved on the way by some servers. */
type AlbumProblem = 'too-long' | 'unusable';

/** The album that an upload goes to until the person says so, by its label, and why. */
export interface FirstAlbum {
  label: string;
  why: 'shown' | 'last' | 'only' | 'none';
}

/**
 * The album that is shown; else that of the last upload to this bucket; else the only one there is. Pictures never land in
 * an album that nobody chose among several: they go to none then.
 */
export function firstAlbum(shown: string | null, last: string | null, albums: readonly AlbumSummary[]): FirstAlbum {
  if (shown !== null) return { label: albumLabel(shown, albums), why: 'shown' };
  if (last !== null) return { label: albumLabel(last, albums), why: 'last' };
  const [only, another] = albums;
  if (only !== undefined && another === undefined) return { label: only.label, why: 'only' };
  return { label: '', why: 'none' };
}

/** The name of an album as a person reads it: without the slash at its end. */
export const albumLabel = (album: string, albums: readonly AlbumSummary[]): string =>
  albums.find((one) => one.album === album)?.label ?? album.replace(/\/$/, '');

/** The album of the bucket that a typed name means, whatever its Unicode form or the slashes around it. */
export function knownAlbum(typed: string, albums: readonly AlbumSummary[]): AlbumSummary | null {
  const wanted = plainName(typed);
  return albums.find(({ label }) => label.normalize('NFC') === wanted) ?? null;
}

/** A typed name as it is sent: trimmed, NFC, no slashes around it. */
export const plainName = (typed: string): string =>
  typed
    .normalize('NFC')
    .trim()
    .replace(/^\/+|\/+$/gu, '');

/** What main is asked for: a known album's own prefix, else the name. */
export const albumToSend = (typed: string, albums: readonly AlbumSummary[]): string =>
  knownAlbum(typed, albums)?.album ?? plainName(typed);

/** `prefixBytes` is the length of the connection's prefix, which stands before every album. */
export function albumProblem(typed: string, prefixBytes: number): AlbumProblem | null {
  const name = plainName(typed);
  if (CONTROL.test(name) || name.split('/').some((part) => part === '.' || part === '..')) return 'unusable';
  return prefixBytes + utf8Length(name) + 1 + LONGEST_REST_BYTES > MAX_KEY_BYTES ? 'too-long' : null;
}
