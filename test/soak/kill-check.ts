import type { StrictServer } from '../support/strict-server.ts';
import type { EndedJob, FlowName } from './flow-plan.ts';
import { uploadedBy } from './flows.ts';
import {
  leftInTemp,
  notSentOnce,
  shownAsWhole,
  storedGroups,
  strangeFiles,
  tornGroups,
  touched,
} from './invariants.ts';
import { type FlowRun, type KillPoint, type KillScene, type KillSurroundings, openKillScene } from './kill-run.ts';
import { numbersFrom } from './lanes.ts';
import { savedFiles } from './saved-files.ts';
import { isToDelete, UNTOUCHABLE } from './seeded-bucket.ts';

export interface KillCase {
  flow: FlowName;
  /** Where the run before was killed, for a point of the start after it; null for a point of the first run. */
  earlier: KillPoint | null;
  point: KillPoint;
}

/** After these kills the next start has most to do: it is killed at all of its points too. */
const EARLIER: Readonly<Partial<Record<FlowName, KillPoint>>> = {
  'save-batch': { at: 'file', number: 9, moment: 'after' },
  upload: { at: 'request', number: 4, moment: 'after' },
  'upload-large': { at: 'request', number: 9, moment: 'after' },
  'upload-cancelled': { at: 'request', number: 6, moment: 'after' },
};

export interface KillOutcome {
  /** False where the run ended before it came to the point. */
  wasKilled: boolean;
  /** A sentence for everything that does not hold. */
  findings: string[];
}

export const nameOf = ({ flow, earlier, point }: KillCase): string =>
  `${flow}${earlier === null ? '' : ` at the start after a kill ${described(earlier)}`}, killed ${described(point)}`;

const described = ({ at, number, moment }: KillPoint): string => `${moment} ${at} ${number}`;

/** Every point at which a flow can be killed, by runs that count them. */
export async function killPoints(surroundings: KillSurroundings, flow: FlowName): Promise<KillCase[]> {
  if (flow === 'delete-undoable') return [{ flow, earlier: null, point: { at: 'order', number: 1, moment: 'after' } }];
  const earlier = EARLIER[flow];
  const first = await countedPoints(surroundings, flow, null);
  return earlier === undefined ? first : [...first, ...(await countedPoints(surroundings, flow, earlier))];
}

async function countedPoints(
  surroundings: KillSurroundings,
  flow: FlowName,
  earlier: KillPoint | null,
): Promise<KillCase[]> {
  const scene = await openKillScene(surroundings, flow);
  try {
    if (earlier !== null) await scene.run('run', earlier);
    const { operations } = await scene.run(earlier === null ? 'run' : 'restart', null);
    const points: KillPoint[] = [
      ...numbersFrom(1, scene.proxy.requests.length).flatMap((number) =>
        (['before', 'after'] as const).map((moment) => ({ at: 'request', number, moment }) as const),
      ),
      ...numbersFrom(1, operations ?? 0).flatMap((number) =>
        (['before', 'half', 'after'] as const).map((moment) => ({ at: 'file', number, moment }) as const),
      ),
    ];
    return points.map((point) => ({ flow, earlier, point }));
  } finally {
    await scene.close();
  }
}

/** Kills a run at one point, starts the app again and looks whether all is well. */
export async function tryKill(
  surroundings: KillSurroundings,
  { flow, earlier, point }: KillCase,
): Promise<KillOutcome> {
  const scene = await openKillScene(surroundings, flow);
  try {
    const first = await scene.run('run', earlier ?? point);
    const { wasKilled } = earlier === null ? first : await scene.run('restart', point);
    const again = await scene.run('restart', null);
    const findings = await check(surroundings, scene, flow, first, again);
    if (flow === 'save-batch') findings.push(...(await saveAgain(surroundings, scene, flow)));
    return { wasKilled, findings };
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
    ...notSentOnce(groups, seed, {
      sources: uploadedBy(flow, pictures),
      isKeptOriginal: flow === 'upload-large',
      mayBeMissing: !hasStarted || flow === 'upload-cancelled',
    }),
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
