import type { Page } from 'playwright';

export interface BucketAddress {
  bucket: string;
  endpoint: string;
  prefix?: string;
}

/** Fills the form of the first screen and sends it; what comes of it is the test's to see. */
export async function askForBucket(page: Page, { bucket, endpoint, prefix = '' }: BucketAddress): Promise<void> {
  await page.getByLabel('Bucket', { exact: true }).fill(bucket);
  await page.getByLabel('Folder in the bucket').fill(prefix);
  const advanced = page.getByRole('button', { name: 'Advanced' });
  if ((await advanced.getAttribute('aria-expanded')) !== 'true') await advanced.click();
  await page.getByLabel('Endpoint').fill(endpoint);
  await page.getByRole('checkbox', { name: /^Path-style addresses/ }).check();
  await page.getByRole('button', { name: 'Open bucket' }).click();
}
