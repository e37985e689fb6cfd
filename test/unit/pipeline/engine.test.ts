import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { setUpEngine } from '../../../electron/pipeline/engine.ts';
import * as pictures from '../../support/pictures.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const size = { width: 40, height: 30 };

describe('setUpEngine', () => {
  it('case 39: leaves the offered formats, from memory alone, and blocks every other loader', async () => {
    const offered = [pictures.jpeg, pictures.png, pictures.webp, pictures.avif, pictures.tiff, pictures.gif];
    const contents = await Promise.all(offered.map((make) => make(size)));
    const path = await pictures.placed(await temporaryFolder(), 'a.png', pictures.png(size));
    for (const read of [pictures.svg, path]) {
      expect(await sharp(read).metadata()).toMatchObject({ width: expect.any(Number) });
    }
    setUpEngine();
    for (const content of contents) expect(await sharp(content).metadata()).toMatchObject(size);
    for (const read of [pictures.svg, path]) await expect(sharp(read).metadata()).rejects.toThrow();
  });
});
