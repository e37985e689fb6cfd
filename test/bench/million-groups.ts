import { join } from 'node:path';
import { createCatalogue, type LocalCatalogue } from '../../electron/catalogue/columnar-catalogue.ts';
import type { SnapshotPlace } from '../../electron/catalogue/snapshot-keeper.ts';
import type { ListedObject } from '../../electron/s3/bucket.ts';
import { hash, hex, modifiedOf, SyntheticKeys } from '../support/synthetic-keys.ts';

/** Objects of one page of a list, as S3 gives them. */
const PAGE_OBJECTS = 1000;
const MAX_BYTES = 400_000;

export const GROUPS = 1_000_000;
/** Of the small ones. */
export const ALBUM = 'album-1/';

/** Nine albums of unequal size, one with half of all groups. */
export function millionKeys(groups: number): SyntheticKeys {
  const small = Math.floor(groups / 16);
  const albums = Array.from({ length: 8 }, (_, number) => ({ name: `album-${number}`, groups: small }));
  return new SyntheticKeys([{ name: 'post', groups: groups - 8 * small }, ...albums]);
}

const PLACES = ['경복궁 야경', '제주도 바다', 'IMG', 'Seoul', '부산 불꽃축제', 'DSC', '한강 공원', 'Screenshot'];

/** A name of the kinds that people have: Korean and Latin words with numbers, nearly all different. */
export function nameOf(group: number): string {
  const place = PLACES[hash(group, 11) % PLACES.length] ?? '';
  return `${place}_${hash(group, 12) % 10_000_000}`;
}

/** One whole listing of the bucket into the catalogue. */
export async function listAll(catalogue: LocalCatalogue, keys: SyntheticKeys): Promise<void> {
  await catalogue.beginListing();
  for (let from = 0; from < keys.count; from += PAGE_OBJECTS) {
    await catalogue.addPage(pageOf(keys, from, Math.min(PAGE_OBJECTS, keys.count - from)));
  }
  await catalogue.endListing();
}

/** A stretch of the bucket's objects in key order. */
export function pageOf(keys: SyntheticKeys, from: number, count: number): ListedObject[] {
  return Array.from({ length: count }, (_, at) => {
    const { key, group } = keys.at(from + at);
    const words = [21, 22, 23, 24].map((seed) => hex(hash(from + at, seed)));
    return { key, bytes: 1 + (hash(from + at, 25) % MAX_BYTES), modified: modifiedOf(group), etag: words.join('') };
  });
}

/** Gives every group a name, as reading its thumbnail does. */
export async function nameAll(catalogue: LocalCatalogue, groups: number): Promise<void> {
  for (let group = 0; group < groups; group += 1) {
    await catalogue.learn(group, {
      name: encodeURIComponent(nameOf(group)),
      extension: 'jpg',
      width: '4000',
      height: '3000',
    });
  }
}

/** Where the catalogue of the made-up bucket is kept in a folder. */
export const placeIn = (folder: string): SnapshotPlace => ({
  file: join(folder, 'bench.catalogue'),
  identity: 'bench',
});

/** Makes the bucket's catalogue with all names, and keeps it in `folder` for others to open. */
export async function keepMillionGroups(folder: string): Promise<void> {
  const keys = millionKeys(GROUPS);
  const catalogue = await createCatalogue({ prefix: '', namesPath: null, snapshot: placeIn(folder) });
  await listAll(catalogue, keys);
  await nameAll(catalogue, GROUPS);
  await catalogue.save();
  await catalogue.close();
}
