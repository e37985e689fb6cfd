import { readdir } from 'node:fs/promises';
import { describe, expect, it, vi } from 'vitest';
import { createDownloads } from '../../../electron/transfers/downloads.ts';
import { createEstimates } from '../../../electron/transfers/estimates.ts';
import type { PrepareRequest } from '../../../electron/transfers/prepare-result.ts';
import { createPlainCatalogue } from '../../support/plain-catalogue.ts';
import { createPlainPipeline } from '../../support/plain-pipeline.ts';
import { createGate, createScriptedBucket } from '../../support/scripted-bucket.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const key = 'post/f06bb30d-c640-41bc-b287-9b22111ac762_512.webp';
const png = { kind: 'convert', format: 'png', quality: null, metadata: 'keep' } as const;
/** As short as a timer can be. */
const LINGER_MS = 1;

async function scene() {
  const tempFolder = await temporaryFolder();
  const bucket = createScriptedBucket();
  const catalogue = createPlainCatalogue();
  const content = Buffer.from('picture 512x384');
  const object = {
    content,
    contentType: 'image/webp',
    cacheControl: undefined,
    acl: undefined,
    metadata: {},
    modified: 1,
  };
  bucket.objects.set(key, object);
  await catalogue.addObjects([{ key, bytes: content.length, modified: 1, etag: '' }]);
  const pipeline = createPlainPipeline();
  const estimates = createEstimates({ downloads: createDownloads({ tempFolder, lingerMs: LINGER_MS }), pipeline });
  const connection = { summary: { connectionId: 'c1' }, bucket, catalogue };
  const estimate = (request: Partial<PrepareRequest> = {}) =>
    estimates.estimate({ groupId: 0, size: 512, choice: png, resultId: 'r1', ...request }, connection);
  return { tempFolder, bucket, catalogue, pipeline, estimates, estimate };
}

describe('an estimate', () => {
  it('is what the pipeline makes of a part of the picture', async () => {
    const { estimate, pipeline } = await scene();
    expect(await estimate()).toEqual({ bytes: 'png at null of picture 512x384'.length });
    expect(pipeline.log).toEqual(['estimate object']);
  });

  it('of stored bytes is exact and needs no request', async () => {
    const { estimate, bucket } = await scene();
    expect(await estimate({ choice: { kind: 'as-stored' } })).toEqual({ bytes: 15 });
    expect(bucket.log).toEqual([]);
  });

  it('is given up with its result, and so is the transfer that nobody else wants', async () => {
    const { estimate, estimates, bucket, tempFolder } = await scene();
    const gate = createGate();
    bucket.before = ({ signal }) => {
      gate.open();
      return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    };
    const refused = expect(estimate()).rejects.toMatchObject({ error: { code: 'cancelled' } });
    await gate.passed;
    estimates.discard('r1');
    await refused;
    await vi.waitFor(async () => expect(await readdir(tempFolder)).toEqual([]));
  });

  it('is given up where another is asked for under the same id, or the connection goes', async () => {
    const { estimate, estimates, pipeline } = await scene();
    const gate = createGate();
    pipeline.before = () => gate.passed;
    const first = expect(estimate()).rejects.toMatchObject({ error: { code: 'cancelled' } });
    const second = expect(estimate()).rejects.toMatchObject({ error: { code: 'cancelled' } });
    estimates.discardAll('c2');
    estimates.discardAll('c1');
    gate.open();
    await Promise.all([first, second]);
  });

  it('case 41: forgets a key that is no longer in the bucket', async () => {
    const { estimate, bucket, catalogue } = await scene();
    bucket.objects.clear();
    await expect(estimate()).rejects.toMatchObject({ error: { code: 'key-vanished', key } });
    await expect(catalogue.variants(0)).rejects.toMatchObject({ error: { code: 'unknown-group' } });
  });

  it('of a size that the group has not is refused', async () => {
    const { estimate } = await scene();
    await expect(estimate({ size: 1024 })).rejects.toMatchObject({ error: { code: 'unknown-group' } });
  });
});
