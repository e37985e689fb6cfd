import { describe, expect, it } from 'vitest';
import { createCatalogue } from '../../../electron/catalogue/columnar-catalogue.ts';
import { NOW, SLOW_MS, uuidOf } from './support.ts';

/** DESIGN's bound for the columns with their index. */
const MAX_BYTES_PER_GROUP = 80;
const GROUPS = 200_000;
const GROUPS_PER_PAGE = 250;
const etag = 'd41d8cd98f00b204e9800998ecf8427e';

describe('memory', () => {
  it(
    'is at most 80 bytes a group in columns, names aside',
    async () => {
      const catalogue = await createCatalogue({ prefix: '', namesPath: null, now: () => NOW });
      await catalogue.beginListing();
      for (let from = 0; from < GROUPS; from += GROUPS_PER_PAGE) {
        const page = Array.from({ length: GROUPS_PER_PAGE * 4 }, (_, at) => {
          const size = ['1024', '1920', '512', 'thumbnail'][at % 4];
          const key = `post/${uuidOf(from + Math.floor(at / 4))}_${size}.webp`;
          return { key, bytes: 1000, modified: NOW, etag };
        });
        await catalogue.addPage(page);
      }
      await catalogue.endListing();
      expect(await catalogue.counts()).toEqual({ objects: GROUPS * 4, groups: GROUPS });
      expect(catalogue.memoryBytes().columns / GROUPS).toBeLessThanOrEqual(MAX_BYTES_PER_GROUP);
      expect(catalogue.memoryBytes().columns / GROUPS).toBeGreaterThan(40);
      const { variants } = await catalogue.group(GROUPS - 1);
      expect(variants).toHaveLength(4);
    },
    SLOW_MS,
  );
});
