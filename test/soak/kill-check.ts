import type { StoredObject } from '../support/embedded-server.ts';
import type { StrictServer } from '../support/strict-server.ts';
import { type FlowName, OLD_CONTENT } from './flow-plan.ts';
import { uploadedBy } from './flows.ts';
import { leftInTemp, shownAsWhole, storedGroups, strangeFiles, tornGroups, touched, unsent } from './invariants.ts';
import { type FlowRun, type KillPoint, type KillScene, type KillSurroundings, openKillScene } from './kill-run.ts';
import { convertedFrom } from './prepared-pipeline.ts';
import { isToDelete, seededKey } from './seeded-bucket.ts';

export interface KillCase {
  flow: FlowName;
  point: KillPoint;
}

export interface KillOutcome {
  /** False where the run ended before it came to the point. */
  wasKilled: boolean;
  /** A sentence for everything that does not hold. */
  findings: string[];
}

export const nameOf = ({ flow, point }: KillCase): string =>
  `${flow}, killed ${point.moment} ${point.at} ${point.number}`;

/** Every point at which a flow can be killed, by a run that counts them. */
export async function killPoints(surroundings: KillSurroundings, flow: FlowName): Promise<KillCase[]> {
  const scene = await openKillScene(surroundings, flow);
  try {
    const { operations } = await scene.run('run', null);
    const requests = scene.proxy.requests.length;
    const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);
    const points: KillPoint[] = [
      ...numbers(requests).flatMap((number) =>
        (['before', 'after'] as const).map((moment) => ({ at: 'request', number, moment }) as const),
      ),
      ...numbers(operations ?? 0).flatMap((number) =>
        (['before', 'half', 'after'] as const).map((moment) => ({ at: 'file', number, moment }) as const),
      ),
    ];
    return points.map((point) => ({ flow, point }));
  } finally {
    await scene.close();
  }
}

/** Kills a run at one point, starts the app again and looks whether all is well. */
export async function tryKill(surroundings: KillSurroundings, { flow, point }: KillCase): Promise<KillOutcome> {
  const scene = await openKillScene(surroundings, flow);
  try {
    const killed = await scene.run('run', point);
    const again = await scene.run('restart', null);
    return { wasKilled: killed.wasKilled, findings: await check(surroundings, scene, flow, killed, again) };
  } finally {
    await scene.close();
  }
}

async function check(
  { server, pictures, seed }: KillSurroundings,
  { bucket, folder, dataFolder }: KillScene,
  flow: FlowName,
  killed: FlowRun,
  again: FlowRun,
): Promise<string[]> {
  const objects = server.objects(bucket);
  const groups = storedGroups(objects, pictures);
  const hasStarted = killed.events.some(({ kind }) => kind === 'started');
  const hasEnded = killed.events.some(({ kind }) => kind === 'ended');
  const shown = again.events.find((event) => event.kind === 'restarted')?.groups ?? [];
  return [
    ...tornGroups(groups),
    ...shownAsWhole(shown, groups),
    ...touched(objects, flow === 'delete' && hasStarted ? undefined : seed),
    ...uploadsLeft(server, bucket),
    ...(await leftInTemp(dataFolder)),
    ...(await strangeFiles(folder, await savedFiles(flow, seed, hasEnded))),
    ...(flow === 'delete' && hasEnded ? undeleted(objects) : []),
    ...(hasStarted ? unsent(groups, uploadedBy(flow, pictures), seed, flow === 'upload-large') : []),
  ];
}

const uploadsLeft = (server: StrictServer, bucket: string): string[] =>
  server.uploads(bucket).map(({ key }) => `${key}: an upload in parts is left`);

const undeleted = (objects: ReturnType<StrictServer['objects']>): string[] =>
  objects.filter(({ key }) => isToDelete(key)).map(({ key }) => `${key}: not deleted`);

/** What a person may find in the folder of the saves. */
async function savedFiles(
  flow: FlowName,
  seed: readonly StoredObject[],
  hasEnded: boolean,
): Promise<Record<string, (Buffer | string | null)[]>> {
  const stored = (index: number): Buffer => {
    const content = seed.find(({ key }) => key === seededKey(index, 'widest'))?.content ?? '';
    return Buffer.from(content as string);
  };
  const eitherOr = (before: string | null, after: Buffer): (Buffer | string | null)[] =>
    hasEnded ? [after] : [before, after];
  const savesFirst = flow === 'save-object' || flow === 'save-two';
  return {
    'one.webp': savesFirst ? eitherOr(OLD_CONTENT, stored(0)) : [OLD_CONTENT],
    'one.png':
      flow === 'save-result' ? eitherOr(OLD_CONTENT, convertedFrom(stored(0), { format: 'png' })) : [OLD_CONTENT],
    ...(flow === 'save-two' ? { 'two.webp': eitherOr(null, stored(1)) } : {}),
  };
}
