import { mkdir, readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import PQueue from 'p-queue';
import { variantKey } from '../../shared/object-key.ts';
import type { ListedObject } from '../s3/bucket.ts';
import { type DemoPicture, demoDate, demoPictures, demoUuid } from './demo-pictures.ts';
import type { DemoStore } from './demo-store.ts';
import { makeGrain } from './draw-source.ts';
import { groupMetadata, makeGroup, sweepCache } from './make-group.ts';

const ABOUT = {
  key: 'about this bucket.txt',
  text: 'These pictures were drawn on this computer when the demo was opened. They live in its memory and go with it.\n',
};

interface FillOptions {
  store: DemoStore;
  /** Where made groups are kept for the next start. */
  cacheFolder: string;
  /** Called for every group as soon as it is whole. */
  onGroup(objects: ListedObject[]): void;
  pictures?: readonly DemoPicture[];
}

/** Draws the demo's pictures, newest first and as many at once as there are cores, and puts them into the store. */
export async function fillDemo({ store, cacheFolder, onGroup, pictures = demoPictures }: FillOptions): Promise<void> {
  await mkdir(cacheFolder, { recursive: true });
  const now = Date.now();
  const grain = await makeGrain();
  const used = new Set<string>();
  const add = async (picture: DemoPicture): Promise<void> => {
    const made = await makeGroup(picture, cacheFolder, grain);
    used.add(made.folder);
    const modified = demoDate(picture.index, now);
    const metadata = groupMetadata(picture, made, modified);
    const objects: ListedObject[] = [];
    for (const size of made.sizes) {
      const content = await readFile(join(made.folder, `${size}.webp`));
      const key = variantKey(picture.album, demoUuid(picture.index), size);
      objects.push(store.put({ key, content, contentType: 'image/webp', metadata, modified }));
    }
    onGroup(objects);
  };
  store.put({
    key: ABOUT.key,
    content: Buffer.from(ABOUT.text),
    contentType: 'text/plain',
    metadata: {},
    modified: now,
  });
  const queue = new PQueue({ concurrency: availableParallelism() });
  await Promise.all(pictures.map((picture) => queue.add(() => add(picture))));
  await sweepCache(cacheFolder, used);
}
