import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { DELETE_UNDO_MS, startDelete } from '../../electron/transfers/delete.ts';
import { startUpload } from '../../electron/transfers/upload.ts';
import { readTemplate } from '../../shared/name-template.ts';
import { CONNECTION_ID, type FlowParts } from './flow-parts.ts';
import { ALBUM, type EndedJob, type FlowName } from './flow-plan.ts';
import type { PreparedPicture } from './prepared-pictures.ts';
import { isToDelete, seededKey } from './seeded-bucket.ts';

export interface FlowScene {
  parts: FlowParts;
  /** The person's. */
  folder: string;
  pictures: readonly PreparedPicture[];
  /** The order of the person was taken. */
  onStarted(): void;
}

/** Beyond it nothing waits in the flow whose requests are killed. */
const SHORT_UNDO_MS = 5;
/** Its first file is there before. */
const BATCH_TEMPLATE = '{uuid}.{ext}';

const never = new AbortController().signal;

/** What each flow does with an open bucket, as a person would by the window. */
export const flows: Readonly<Record<FlowName, (scene: FlowScene) => Promise<EndedJob[]>>> = {
  'save-object': async (scene) => saveObjects(scene, ['one.webp']),
  'save-two': async (scene) => saveObjects(scene, ['one.webp', 'two.webp']),
  'save-result': saveResult,
  'save-batch': saveBatch,
  delete: (scene) => removeGroups(scene, SHORT_UNDO_MS),
  'delete-undoable': (scene) => removeGroups(scene, DELETE_UNDO_MS),
  upload: (scene) => sendPictures(scene, uploadedBy('upload', scene.pictures), false),
  'upload-large': (scene) => sendPictures(scene, uploadedBy('upload-large', scene.pictures), true),
  'upload-cancelled': (scene) =>
    sendPictures(scene, uploadedBy('upload-cancelled', scene.pictures), true, cancelSending),
};

/** Of an item's progress, making its variants; what is beyond was sent. */
const MADE = 0.5;

/** As soon as something of it was sent. */
async function cancelSending({ parts }: FlowScene, jobId: string): Promise<void> {
  while (parts.jobs.items(jobId, 0, 1000).every(({ progress }) => progress <= MADE)) await setImmediate();
  parts.jobs.cancel(jobId);
}

/** Which of the prepared pictures a flow uploads. */
export function uploadedBy(flow: FlowName, pictures: readonly PreparedPicture[]): readonly PreparedPicture[] {
  if (flow === 'upload') return pictures.slice(0, 3);
  return flow === 'upload-large' || flow === 'upload-cancelled' ? pictures.slice(2) : [];
}

/** The widest object of as many of the seeded groups, each into a file of its own, all at once. */
async function saveObjects({ parts, folder, onStarted }: FlowScene, names: readonly string[]): Promise<EndedJob[]> {
  await parts.list();
  const jobs = names.map((name, index) =>
    parts.saves.saveObject(parts.connection, seededKey(index, 'widest'), path.join(folder, name)),
  );
  onStarted();
  return Promise.all(jobs.map(parts.ended));
}

async function saveResult({ parts, folder, onStarted }: FlowScene): Promise<EndedJob[]> {
  await parts.list();
  const groupId = await parts.catalogue.groupOfKey(seededKey(0, 'widest'));
  const [variant] = await parts.catalogue.variants(groupId ?? -1);
  const choice = { kind: 'convert', format: 'png', quality: null, metadata: 'keep' } as const;
  const request = { resultId: 'r1', groupId: groupId ?? -1, size: variant?.size ?? 'thumbnail', choice };
  await parts.saves.prepare(request, parts.connection);
  const jobId = parts.saves.write('r1', path.join(folder, 'one.png'));
  onStarted();
  return [await parts.ended(jobId)];
}

/** Every picture of the album in its largest size, into one folder. */
async function saveBatch({ parts, folder, onStarted }: FlowScene): Promise<EndedJob[]> {
  await parts.list();
  const chosen = (await parts.groups()).filter(({ keys }) => keys.every((key) => key.startsWith(ALBUM)));
  const { template } = readTemplate(BATCH_TEMPLATE);
  if (template === null) throw new Error(`expected a template but received ${BATCH_TEMPLATE}`);
  const jobId = parts.batches.start(parts.connection, {
    groupIds: Uint32Array.from(chosen.map(({ groupId }) => groupId)),
    subject: ALBUM,
    folder,
    size: 'largest',
    choice: { kind: 'as-stored' },
    template,
    existing: 'replace',
  });
  onStarted();
  return [await parts.ended(jobId)];
}

/** All groups but one foreign picture. */
async function removeGroups({ parts, onStarted }: FlowScene, undoMs: number): Promise<EndedJob[]> {
  await parts.list();
  const { bucket, catalogue, jobs } = parts;
  const chosen = (await parts.groups()).filter(({ keys }) => keys.every(isToDelete));
  const ids = Uint32Array.from(chosen.map(({ groupId }) => groupId));
  const jobId = await startDelete({ connectionId: CONNECTION_ID, bucket, catalogue, jobs, undoMs }, ids);
  onStarted();
  return [await parts.ended(jobId)];
}

async function sendPictures(
  scene: FlowScene,
  pictures: readonly PreparedPicture[],
  keepOriginal: boolean,
  meanwhile?: (scene: FlowScene, jobId: string) => Promise<void>,
): Promise<EndedJob[]> {
  const { parts, onStarted } = scene;
  const paths = pictures.map(({ path: file }) => file);
  const { stagingId } = await parts.staging.stage(CONNECTION_ID, paths, { signal: never, catalogue: parts.catalogue });
  const staged = parts.staging.files(stagingId);
  const request = {
    album: ALBUM,
    keepOriginal,
    acl: 'bucket-default',
    folders: 'flat',
    // The bucket holds some of them already.
    duplicates: 'keep',
  } as const;
  const jobId = await startUpload(parts.uploads, staged, request);
  onStarted();
  await meanwhile?.(scene, jobId);
  return [await parts.ended(jobId)];
}
