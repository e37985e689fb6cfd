import { CreateMultipartUploadCommand } from '@aws-sdk/client-s3';
import { describe, expect, it, onTestFinished } from 'vitest';
import { launchApp } from '../support/app.ts';
import { embeddedProfile, openBucket, readBucketAgain } from '../support/gallery.ts';
import { plainClient } from '../support/plain-client.ts';
import { startStrictServer } from '../support/strict-server.ts';

const BUCKET = 'unfinished';
const TWO_DAYS_MS = 2 * 24 * 60 * 60_000;

const KEYS = [1, 2, 3].map((n) => `post/f06bb30d-c640-41bc-b287-9b22111ac76${n}_original.jpg`);

describe('uploads of large files that were never finished', () => {
  it('are shown once the bucket is listed, and freed at a press; young ones and those of others stay', async () => {
    const server = await startStrictServer();
    onTestFinished(server.stop);
    await server.createBucket(BUCKET);
    const client = plainClient(server);
    for (const key of [...KEYS, 'of another app/film.mov'])
      await client.send(new CreateMultipartUploadCommand({ Bucket: BUCKET, Key: key }));
    // The third is from now: another computer may be at it.
    for (const upload of server.uploads(BUCKET).filter(({ key }) => key !== KEYS[2]))
      upload.initiated = new Date(Date.now() - TWO_DAYS_MS);
    const app = await launchApp({ profiles: [embeddedProfile] });
    onTestFinished(app.close);
    const { page } = app;
    await openBucket(page, { bucket: BUCKET, endpoint: server.endpoint }, 0);
    const bar = page.getByText('2 uploads of large files were never finished, and take up space in the bucket.');
    await bar.waitFor();
    await page.getByRole('button', { name: 'Free the space' }).click();
    await page.getByText('The space is free again.').waitFor();
    await bar.waitFor({ state: 'detached' });
    expect(
      server
        .uploads(BUCKET)
        .map(({ key }) => key)
        .sort(),
    ).toEqual(['of another app/film.mov', 'post/f06bb30d-c640-41bc-b287-9b22111ac763_original.jpg']);
    await readBucketAgain(page);
    expect(await bar.count()).toBe(0);
  });
});
