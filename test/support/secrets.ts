/** Secrets that are recognised wherever they must not be, however they are written there. */
import { randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** How much of its surroundings a find shows, in bytes on either side. */
const SHOWN_BYTES = 80;

/** One way to write one secret, as bytes. */
export interface Needle {
  /** Whose secret, and how it is written, for a line of text. */
  what: string;
  bytes: Buffer;
}

/** Something that was looked through, by the name it has in a list of finds. */
export interface Haystack {
  where: string;
  bytes: Buffer;
}

/**
 * Makes secrets that all bear one mark at both ends. The mark has letters and digits only, so that it stays as it is
 * where the rest is percent-encoded or escaped; what lies between needs both.
 */
export function makeMarker(): { mark: string; secret: (name: string) => string } {
  const mark = `canary${randomBytes(6).toString('hex')}`;
  const secret = (name: string): string => `${mark}-${name}/+${randomBytes(9).toString('base64')}${mark}`;
  return { mark, secret };
}

/** Ways to write a text, by name. Of base64 the part that its neighbours cannot change, at each of three offsets. */
const encodings: Readonly<Record<string, (text: string) => Buffer[]>> = {
  raw: (text) => [Buffer.from(text)],
  'UTF-16': (text) => [Buffer.from(text, 'utf16le')],
  hex: (text) => [Buffer.from(Buffer.from(text).toString('hex')), Buffer.from(hexOf(text).toUpperCase())],
  'percent-encoded': (text) => [Buffer.from(encodeURIComponent(text))],
  'escaped in JSON': (text) => [Buffer.from(JSON.stringify(text).slice(1, -1).replaceAll('/', '\\/'))],
  base64: (text) => [0, 1, 2].flatMap((offset) => base64At(text, offset)),
  'base64 of UTF-16': (text) => [0, 1, 2].flatMap((offset) => base64At(text, offset, 'utf16le')),
};

const hexOf = (text: string): string => Buffer.from(text).toString('hex');

function base64At(text: string, offset: number, encoding: BufferEncoding = 'utf8'): Buffer[] {
  const bytes = Buffer.concat([Buffer.alloc(offset), Buffer.from(text, encoding)]);
  // A digit holds six bits: those of the bytes before it and of an incomplete end depend on the neighbours.
  const first = Math.ceil((offset * 8) / 6);
  const end = Math.floor((bytes.length * 8) / 6);
  const forms = [bytes.toString('base64'), bytes.toString('base64url')];
  return [...new Set(forms.map((form) => form.slice(first, end)))].map((form) => Buffer.from(form));
}

/** Every way to write each of these texts; the key of each names it. */
export function needlesOf(texts: Readonly<Record<string, string>>): Needle[] {
  const all = Object.entries(texts).flatMap(([name, text]) =>
    Object.entries(encodings).flatMap(([encoding, write]) =>
      write(text).map((bytes) => ({ what: `${name}, ${encoding}`, bytes })),
    ),
  );
  const seen = new Set<string>();
  return all.filter(({ bytes }) => {
    const form = bytes.toString('latin1');
    return !seen.has(form) && seen.add(form);
  });
}

/** What was found, one line each: where, what, and what stands around it. */
export function findSecrets(haystacks: readonly Haystack[], needles: readonly Needle[]): string[] {
  return haystacks.flatMap(({ where, bytes }) =>
    needles.flatMap((needle) => {
      const at = bytes.indexOf(needle.bytes);
      if (at < 0) return [];
      const around = bytes.subarray(Math.max(0, at - SHOWN_BYTES), at + needle.bytes.length + SHOWN_BYTES);
      return [`${where} holds ${needle.what}: ${around.toString('latin1').replaceAll(/[^\x20-\x7e]/g, '.')}`];
    }),
  );
}

/** Every file below a folder, links to folders not followed. `leaveOut` decides by the path within the folder. */
export async function filesBelow(
  folder: string,
  leaveOut: (path: string) => boolean = () => false,
): Promise<Haystack[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const kept = paths.filter((path) => !leaveOut(path.slice(folder.length + 1)));
  const all = await Promise.all(
    kept.map(async (path) => {
      // What vanishes between the two looks was a temporary file; what it was renamed to is looked at later.
      const bytes = await readFile(path).catch(() => null);
      return bytes === null ? [] : [{ where: path.slice(folder.length + 1), bytes }];
    }),
  );
  return all.flat();
}
