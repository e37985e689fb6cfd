import { expect, it, onTestFinished } from 'vitest';
import { createCatalogue } from '../../../electron/catalogue/columnar-catalogue.ts';
import { createJobCenter } from '../../../electron/transfers/job-center.ts';
import { startRepair } from '../../../electron/transfers/repair.ts';
import { AppFailure } from '../../../shared/app-error.ts';
import { createPlainPipeline } from '../../support/plain-pipeline.ts';
import { createScriptedBucket } from '../../support/scripted-bucket.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const keyOf = (size: string): string => `post/f06bb30d-c640-41bc-b287-000000000000_${size}.webp`;

/** A group of its largest width only, of long ago or of now. */
async function scene(modified: number) {
  const bucket = createScriptedBucket();
  const content = Buffer.from('picture 1100x700');
  const object = {
    content,
    contentType: 'image/webp',
    cacheControl: undefined,
    acl: undefined,
    metadata: {},
    modified,
  };
  bucket.objects.set(keyOf('1024'), object);
  const catalogue = await createCatalogue({ prefix: '', namesPath: null });
  onTestFinished(() => catalogue.close());
  await catalogue.addObjects([{ key: keyOf('1024'), bytes: content.length, modified, etag: '' }]);
  const jobs = createJobCenter({ onChange: () => undefined });
  const spare = async (): Promise<void> => undefined;
  const tempFolder = await temporaryFolder();
  const pipeline = createPlainPipeline();
  const parts = { connectionId: 'c1', jobs, bucket, catalogue, pipeline, tempFolder, spare };
  return { bucket, catalogue, jobs, repair: async () => jobs.ended(await startRepair(parts, Uint32Array.of(0))) };
}

it('case 36: a repair that broke off can be tried again at once, though what it has put is new', async () => {
  const { bucket, catalogue, jobs, repair } = await scene(1);
  bucket.before = ({ method, key }) => {
    if (method === 'put' && key === keyOf('thumbnail'))
      throw new AppFailure({ code: 'server-error', endpoint: '', status: 500, detail: '' });
  };
  const broken = await repair();
  expect(broken).toMatchObject({ state: 'failed', itemsFailed: 1, canRetry: true });
  expect(await catalogue.group(0)).toMatchObject({ state: 'arriving' });
  bucket.before = () => undefined;
  const again = await jobs.ended(await jobs.retry(broken.id));
  expect(again).toMatchObject({ state: 'succeeded', itemsDone: 1, itemsSkipped: 0 });
  expect(await catalogue.group(0)).toMatchObject({ state: 'complete' });
});

it('a repair leaves what is arriving to whoever sends it', async () => {
  const { bucket, repair } = await scene(Date.now());
  expect(await repair()).toMatchObject({ state: 'succeeded', itemsDone: 0, itemsSkipped: 1 });
  expect(bucket.log).toEqual([]);
});
