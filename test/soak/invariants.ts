/** What must hold after any kill and any fault; each function answers a sentence for everything that does not. */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { parseKey, type VariantSize } from '../../shared/object-key.ts';
import { decodeMetadata } from '../../shared/object-metadata.ts';
import type { StoredObject } from '../support/embedded-server.ts';
import type { HeldObject } from '../support/strict-server.ts';
import type { SeenGroup } from './flow-plan.ts';
import { type PreparedPicture, sha256Of } from './prepared-pictures.ts';

/** All objects of one stem. */
interface StoredGroup {
  stem: string;
  /** By the digest of its source in the metadata of its objects; null where they tell none or several. */
  picture: PreparedPicture | null;
  objects: ReadonlyMap<VariantSize, HeldObject>;
}

export function storedGroups(objects: readonly HeldObject[], pictures: readonly PreparedPicture[]): StoredGroup[] {
  const byStem = new Map<string, HeldObject[]>();
  for (const object of objects) {
    const parsed = parseKey(object.key);
    if (parsed.kind === 'group') byStem.set(parsed.stem, [...(byStem.get(parsed.stem) ?? []), object]);
  }
  return [...byStem].map(([stem, members]) => {
    const digests = new Set(members.map(({ metadata }) => decodeMetadata(metadata).sha256));
    const picture = digests.size === 1 ? pictures.find(({ sha256 }) => digests.has(sha256)) : undefined;
    const bySize = members.map((object) => [sizeOf(object.key), object] as const);
    return { stem, picture: picture ?? null, objects: new Map(bySize) };
  });
}

function sizeOf(key: string): VariantSize {
  const parsed = parseKey(key);
  return parsed.kind === 'group' ? parsed.size : 'original';
}

export const isWhole = ({ picture, objects }: StoredGroup): boolean =>
  picture?.variants.every(({ size }) => objects.has(size)) ?? false;

/** A group with its thumbnail has all its widths, and every object is what was made of its own source. */
export function tornGroups(groups: readonly StoredGroup[]): string[] {
  return groups.flatMap((group) => {
    const { stem, picture, objects } = group;
    if (picture === null) return [`${stem}: objects of no source, or of several`];
    const wrong = [...objects].filter(([size, { content }]) => digestOf(picture, size) !== sha256Of(content));
    const torn = objects.has('thumbnail') && !isWhole(group);
    return [
      ...wrong.map(([size]) => `${stem}: wrong bytes in ${size}`),
      ...(torn ? [`${stem}: a thumbnail without all widths`] : []),
    ];
  });
}

const digestOf = (picture: PreparedPicture, size: VariantSize): string | undefined =>
  size === 'original' ? picture.sha256 : picture.variants.find((variant) => variant.size === size)?.sha256;

/** What is shown as complete has all its objects in the bucket. */
export function shownAsWhole(shown: readonly SeenGroup[], groups: readonly StoredGroup[]): string[] {
  const torn = new Set(groups.filter((group) => !isWhole(group)).map(({ stem }) => stem));
  const isTorn = (key: string): boolean => {
    const parsed = parseKey(key);
    return parsed.kind === 'group' && torn.has(parsed.stem);
  };
  return shown
    .filter(({ state, keys }) => state === 'complete' && keys.some(isTorn))
    .map(({ keys }) => `a torn group is shown as whole: ${keys.join(', ')}`);
}

/** Objects that the flow has nothing to do with are there, byte for byte. */
export function touched(objects: readonly HeldObject[], expected: readonly StoredObject[]): string[] {
  const held = new Map(objects.map(({ key, content }) => [key, content]));
  return expected.flatMap(({ key, content }) =>
    held.get(key)?.equals(Buffer.from(content as string)) === true ? [] : [`${key}: lost or changed`],
  );
}

export interface SentSources {
  sources: readonly PreparedPicture[];
  isKeptOriginal: boolean;
  /** The order was cancelled, or never taken: what is there is whole all the same. */
  mayBeMissing: boolean;
}

/** Every source is in the bucket as a complete group, once, and beside them nothing was added. */
export function notSentOnce(
  groups: readonly StoredGroup[],
  seeded: readonly StoredObject[],
  { sources, isKeptOriginal, mayBeMissing }: SentSources,
): string[] {
  const before = new Set(seeded.map(({ key }) => key));
  const added = groups.filter(({ objects }) => [...objects.values()].every(({ key }) => !before.has(key)));
  const least = mayBeMissing ? 0 : 1;
  return [
    ...added.flatMap(({ stem, objects, picture }) => {
      const sizes = [...objects.keys()].join(', ');
      if (!objects.has('thumbnail')) return [`${stem}: left incomplete with ${sizes}`];
      if (isKeptOriginal && !objects.has('original')) return [`${stem}: without its original, with ${sizes}`];
      return picture === null || sources.includes(picture) ? [] : [`${stem}: a picture that nobody sent`];
    }),
    ...sources.flatMap(({ name, sha256 }) => {
      const { length } = added.filter(({ picture }) => picture?.sha256 === sha256);
      return length < least || length > 1 ? [`${name}: in the bucket ${length} times`] : [];
    }),
  ];
}

/** The folder holds these files, each with one of its contents (null: may be missing), and nothing else. */
export async function strangeFiles(
  folder: string,
  expected: Readonly<Record<string, readonly (Buffer | string | null)[]>>,
): Promise<string[]> {
  const names = await readdir(folder);
  const strange = names.filter((name) => !Object.hasOwn(expected, name)).map((name) => `${name}: left in the folder`);
  const checked = Object.entries(expected).map(async ([name, contents]) => {
    const found = names.includes(name) ? await readFile(path.join(folder, name)) : null;
    const isRight = contents.some((content) =>
      content === null ? found === null : found?.equals(Buffer.from(content as string)) === true,
    );
    return isRight ? [] : [`${name}: ${found === null ? 'missing' : `wrong bytes (${found.length})`}`];
  });
  return [...strange, ...(await Promise.all(checked)).flat()];
}

/** What the app had in work is gone from its own folder. */
export async function leftInTemp(dataFolder: string): Promise<string[]> {
  const names = await readdir(path.join(dataFolder, 'temp')).catch(() => []);
  return names.map((name) => `${name}: left in the app's temporary folder`);
}
