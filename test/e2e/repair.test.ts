import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeMetadata } from '../../shared/object-metadata.ts';
import { launchApp, type RunningApp } from '../support/app.ts';
import { cellOf, checkPicture, confirmDelete, embeddedProfile, openBucket, waitForCount } from '../support/gallery.ts';
import { webp } from '../support/pictures.ts';
import { type StrictServer, startStrictServer } from '../support/strict-server.ts';

const BUCKET = 'broken-off';
const uuidAt = (index: number): string => `f06bb30d-c640-41bc-b287-9b22111ac76${index}`;
const keyOf = (index: number, size: string): string => `post/${uuidAt(index)}_${size}.webp`;

describe('pictures that are incomplete', () => {
  let server: StrictServer;
  let app: RunningApp;

  beforeAll(async () => {
    server = await startStrictServer();
    const wide = await webp({ width: 1024, height: 700 });
    const metadata = (index: number) => encodeMetadata({ name: `picture ${index}`, extension: 'jpg' });
    const object = (index: number, size: string) => ({
      ...{ key: keyOf(index, size), content: wide, contentType: 'image/webp', metadata: metadata(index) },
    });
    server.fill(
      BUCKET,
      [0, 1, 2].map((index) => object(index, '1024')).concat(object(3, '1024'), object(3, 'thumbnail')),
    );
    app = await launchApp({ profiles: [embeddedProfile] });
    await openBucket(app.page, { bucket: BUCKET, endpoint: server.endpoint }, 4);
  });
  afterAll(async () => {
    await app.close();
    await server.stop();
  });

  const sizesOf = (index: number): string[] =>
    server
      .objects(BUCKET)
      .flatMap(({ key }) => (key.includes(uuidAt(index)) ? [key.split('_')[1] ?? ''] : []))
      .toSorted();

  it('case 36: are repaired one by one or all at once, or removed', async () => {
    const { page } = app;
    await page.getByRole('button', { name: /^Incomplete\s*3$/ }).click();
    await page.getByText(/^3 pictures lack their thumbnail/).waitFor();
    await checkPicture(page, 'picture 0 (incomplete)');
    await page.getByRole('toolbar', { name: 'Selection' }).getByRole('button', { name: 'Repair' }).click();
    await page.getByRole('button', { name: /^Incomplete\s*2$/ }).waitFor();
    expect(sizesOf(0)).toEqual(['1024.webp', '512.webp', 'thumbnail.webp']);
    const made = server.objects(BUCKET).find(({ key }) => key === keyOf(0, 'thumbnail'));
    expect(await sharp(made?.content).metadata()).toMatchObject({ format: 'webp', width: 200, height: 200 });

    await checkPicture(page, 'picture 1 (incomplete)');
    await page.getByRole('button', { name: 'Delete', exact: true }).click();
    await confirmDelete(page, 1);
    await page.getByRole('button', { name: /^Incomplete\s*1$/ }).waitFor();
    await page.getByRole('button', { name: 'Repair all' }).click();
    await page.getByRole('heading', { name: 'Nothing is incomplete' }).waitFor();
    expect(sizesOf(2)).toEqual(['1024.webp', '512.webp', 'thumbnail.webp']);
    await waitForCount(page, 3);
    await page.getByRole('button', { name: /^All pictures/ }).click();
    await cellOf(page, 'picture 0').waitFor();
  });
});
