import type { StrictServer } from '../support/strict-server.ts';
import type { EndedJob, FlowName } from './flow-plan.ts';
import { uploadedBy } from './flows.ts';
import { leftInTemp, shownAsWhole, storedGroups, strangeFiles, tornGroups, touched, unsent } from './invariants.ts';
import { type FlowRun, type KillPoint, type KillScene, type KillSurroundings, openKillScene } from './kill-run.ts';
import { savedFiles } from './saved-files.ts';
import { isToDelete, UNTOUCHABLE } from './seeded-bucket.ts';

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
    if (flow === 'delete-undoable') return [{ flow, point: { at: 'order', number: 1, moment: 'after' } }];
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
    const findings = await check(surroundings, scene, flow, killed, again);
    if (flow === 'save-batch') findings.push(...(await saveAgain(surroundings, scene, flow)));
    return { wasKilled: killed.wasKilled, findings };
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
  const restarted = again.events.find((event) => event.kind === 'restarted');
  const shown = restarted?.groups ?? [];
  return [
    ...tornGroups(groups),
    ...shownAsWhole(shown, groups),
    ...touched(objects, flow === 'delete' && hasStarted ? UNTOUCHABLE : seed),
    ...(restarted?.jobs ?? []).flatMap(notDone),
    ...uploadsLeft(server, bucket),
    ...(await leftInTemp(dataFolder)),
    ...(await strangeFiles(folder, savedFiles(flow, seed, hasEnded))),
    ...(flow === 'delete' && hasEnded ? undeleted(objects) : []),
    ...(hasStarted ? unsent(groups, uploadedBy(flow, pictures), seed, flow === 'upload-large') : []),
  ];
}

/** What the first run noted of its files may keep none of them from being right. */
async function saveAgain({ seed }: KillSurroundings, scene: KillScene, flow: FlowName): Promise<string[]> {
  await scene.run('run', null);
  const strange = await strangeFiles(scene.folder, savedFiles(flow, seed, true));
  return strange.map((finding) => `saved again: ${finding}`);
}

const notDone = ({ summary: { kind, state, firstFailure } }: EndedJob): string[] =>
  state === 'succeeded' ? [] : [`the ${kind} that was taken up again ${state}: ${JSON.stringify(firstFailure)}`];

const uploadsLeft = (server: StrictServer, bucket: string): string[] =>
  server.uploads(bucket).map(({ key }) => `${key}: an upload in parts is left`);

const undeleted = (objects: ReturnType<StrictServer['objects']>): string[] =>
  objects.filter(({ key }) => isToDelete(key)).map(({ key }) => `${key}: not deleted`);
