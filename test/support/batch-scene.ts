import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { BatchRequest } from '../../electron/transfers/batch-pictures.ts';
import { createGiveWay } from '../../electron/transfers/give-way.ts';
import { createJobCenter } from '../../electron/transfers/job-center.ts';
import { createBatches } from '../../electron/transfers/save-batch.ts';
import { type NameTemplate, readTemplate } from '../../shared/name-template.ts';
import { encodeMetadata } from '../../shared/object-metadata.ts';
import { createPlainCatalogue } from './plain-catalogue.ts';
import { createPlainPipeline } from './plain-pipeline.ts';
import { createScriptedBucket } from './scripted-bucket.ts';
import { temporaryFolder } from './temporary-folder.ts';

export const png = { kind: 'convert', format: 'png', quality: null, metadata: 'keep' } as const;
/** Fewer than the app's, so that a batch beyond them is quick. */
export const MOST_LISTED = 30;
export const asStored = { kind: 'as-stored' } as const;

export const uuidOf = (n: number): string => `f06bb30d-c640-41bc-b287-${String(n).padStart(12, '0')}`;
export const keyOf = (n: number, size = 512): string => `post/${uuidOf(n)}_${size}.webp`;

export function template(text: string): NameTemplate {
  const read = readTemplate(text);
  if (read.template === null) throw new Error(`expected a template but received ${read.problem.kind}`);
  return read.template;
}

/** More than a test takes. */
const NEVER_MS = 2 ** 30;

/**
 * A bucket of `count` pictures, each named as `names` says; the app starts anew with `restart`. While pictures are looked at
 * a batch goes on every `stepMs`.
 */
export async function batchScene(
  count: number,
  names: (n: number) => string | null = (n) => `picture ${n}`,
  { stepMs = NEVER_MS } = {},
) {
  const [tempFolder, folder, ledgerFolder] = [
    await temporaryFolder(),
    await temporaryFolder(),
    await temporaryFolder(),
  ];
  const bucket = createScriptedBucket();
  const catalogue = createPlainCatalogue();
  const put = async (key: string, text: string, metadata: Record<string, string>): Promise<void> => {
    const content = Buffer.from(text);
    const contentType = 'image/webp';
    bucket.objects.set(key, { content, contentType, cacheControl: undefined, acl: undefined, metadata, modified: 1 });
    await catalogue.addObjects([{ key, bytes: content.length, modified: 1, etag: '' }]);
  };
  for (let n = 0; n < count; n++) {
    const name = names(n);
    await put(keyOf(n), `picture 512x${384 + n}`, name === null ? {} : encodeMetadata({ name, extension: 'jpeg' }));
  }
  const pipeline = createPlainPipeline();
  const watched = new Set<string>();
  const watch = {
    begin: async (temporary: string) => void watched.add(temporary),
    end: async (temporary: string) => void watched.delete(temporary),
  };
  const jobs = createJobCenter({ onChange: () => undefined });
  const open = () => createBatches({ jobs, pipeline, tempFolder, ledgerFolder, watch, mostListed: MOST_LISTED });
  let batches = open();
  const giveWay = createGiveWay(bucket, { stepMs });
  const connection = { summary: { connectionId: 'c1' }, bucket, catalogue, giveWay };
  const start = (request: Partial<BatchRequest> = {}): string =>
    batches.start(connection, {
      groupIds: Uint32Array.from({ length: count }, (_, n) => n),
      subject: null,
      folder,
      size: 'largest',
      choice: asStored,
      template: template('{name}_{size}.{ext}'),
      existing: 'skip',
      ...request,
    });
  const save = async (request: Partial<BatchRequest> = {}) => {
    const jobId = start(request);
    return { jobId, summary: await jobs.ended(jobId), items: jobs.items(jobId, 0, 10_000) };
  };
  const restart = async (): Promise<void> => {
    await batches.close();
    batches = open();
  };
  const gets = (): number => bucket.log.filter((line) => line.startsWith('get ')).length;
  const files = async (): Promise<string[]> => (await readdir(folder)).sort();
  const text = (name: string): Promise<string> => readFile(path.join(folder, name), 'utf8');
  return {
    tempFolder,
    folder,
    bucket,
    catalogue,
    giveWay,
    pipeline,
    watched,
    jobs,
    put,
    start,
    save,
    restart,
    gets,
    files,
    text,
  };
}
