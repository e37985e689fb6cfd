/** What lies in the bucket before a flow begins. */
import { readFile } from 'node:fs/promises';
import { type VariantSize, variantKey } from '../../shared/object-key.ts';
import { encodeMetadata } from '../../shared/object-metadata.ts';
import type { StoredObject } from '../support/embedded-server.ts';
import { ALBUM } from './flow-plan.ts';
import type { PreparedPicture } from './prepared-pictures.ts';

/** Pictures of those that were prepared that lie in the bucket already. */
const SEEDED = 3;
export const uuidAt = (index: number): string => `f06bb30d-c640-41bc-b287-9b22111ac76${index}`;
/** Of the prepared pictures. */
const WIDEST = [1024, 512, 300] as const;

export const seededKey = (index: number, size: VariantSize | 'widest'): string =>
  variantKey(ALBUM, uuidAt(index), size === 'widest' ? (WIDEST[index] ?? 512) : size);

/** A picture of another program, and what is no picture: nobody may touch them. */
export const UNTOUCHABLE: readonly StoredObject[] = [
  { key: 'camera/IMG_1.jpg', content: 'a picture of another program' },
  { key: 'notes.txt', content: 'what is no picture' },
];
/** A picture of another program that is deleted with the rest. */
const FOREIGN: StoredObject = { key: 'camera/IMG_2.jpg', content: 'another picture of another program' };

/** Whether the flow that deletes chooses the group of this key. */
export const isToDelete = (key: string): boolean => UNTOUCHABLE.every((object) => object.key !== key);

/** Every object that the bucket holds at first. */
export async function seededObjects(pictures: readonly PreparedPicture[]): Promise<StoredObject[]> {
  const groups = pictures.slice(0, SEEDED).map(async ({ name, facts, sha256, thumbhash, variants }, index) => {
    const { width, height } = facts;
    const metadata = encodeMetadata({ name, extension: 'jpg', width, height, uploaded: 0, thumbhash, sha256 });
    return Promise.all(
      variants.map(async ({ size, path }) => ({
        key: seededKey(index, size),
        content: await readFile(path),
        contentType: 'image/webp',
        metadata,
      })),
    );
  });
  return [...(await Promise.all(groups)).flat(), FOREIGN, ...UNTOUCHABLE];
}
