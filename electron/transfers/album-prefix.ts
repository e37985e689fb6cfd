import { AppFailure } from '../../shared/app-error.ts';
import { utf8Length } from '../../shared/file-name.ts';
import { MAX_KEY_BYTES } from '../../shared/object-key.ts';

/** A uuid and the longest ending that follows it in a key. */
const LONGEST_REST = `${'0'.repeat(36)}_original.${'x'.repeat(16)}`.length;
const UNUSABLE = /[\p{Cc}\p{Surrogate}]/u;

/**
 * The key prefix of an album that a person chose or typed: below the connection's prefix, one slash at its end, none
 * that a typed name begins with; empty for the root of a bucket. `known` (an album that the bucket holds) is taken as
 * it is. Throws `bad-request` for control characters, lone surrogates, `.` and `..` (HTTP clients and proxies resolve
 * them) and where a key would be longer than 1,024 bytes.
 */
export function albumPrefix(album: string, connectionPrefix: string, known: boolean): string {
  const prefix = known ? album : typedPrefix(album, connectionPrefix);
  if (UNUSABLE.test(prefix)) throw refused('a control character in the album');
  if (prefix.split('/').some((part) => part === '.' || part === '..')) throw refused('a dot segment in the album');
  if (utf8Length(prefix) + LONGEST_REST > MAX_KEY_BYTES) throw refused('an album longer than a key can be');
  return prefix;
}

/** The album of a dropped folder (`a/b`) inside an album's prefix. Throws `bad-request` where a key would be too long. */
export function folderAlbum(album: string, folder: string): string {
  const usable = folder.replace(new RegExp(UNUSABLE, 'gu'), '_');
  return albumPrefix(album + withSlash(usable), '', true);
}

function typedPrefix(album: string, connectionPrefix: string): string {
  const whole = withSlash(album);
  if (connectionPrefix !== '' && whole.startsWith(connectionPrefix)) return whole;
  return withSlash(connectionPrefix) + whole.replace(/^\/+/u, '');
}

const withSlash = (prefix: string): string => (prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/`);

function refused(detail: string): AppFailure {
  return new AppFailure({ code: 'bad-request', channel: 'upload/start', detail });
}
