import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { buildProgram } from '../support/built-program.ts';
import type { StoredObject } from '../support/embedded-server.ts';
import { type FaultingProxy, startFaultingProxy } from '../support/faulting-proxy.ts';
import type { StrictServer } from '../support/strict-server.ts';
import { type FlowEvent, type FlowName, type FlowPlan, OLD_CONTENT } from './flow-plan.ts';
import { type FileMoment, KILL_SWITCH_VARIABLE, type KillSwitchOrder } from './kill-order.ts';
import type { PreparedPicture } from './prepared-pictures.ts';
import { batchFile } from './saved-files.ts';

/** Where a run is ended; numbers begin at 1. */
export type KillPoint =
  /** `before`: the server never hears of it. `after`: it has answered, and the answer is not passed on. */
  | { at: 'request'; number: number; moment: 'before' | 'after' }
  | { at: 'file'; number: number; moment: FileMoment }
  /** The person's order was taken, and waits for the time in which it can be undone. */
  | { at: 'order'; number: 1; moment: 'after' };

export interface Programs {
  flow: string;
  killSwitch: string;
}

/** Both are bundled once. */
export async function buildPrograms(): Promise<Programs> {
  const [flow, killSwitch] = await Promise.all(
    ['test/soak/flow-program.ts', 'test/soak/kill-switch.ts'].map(buildProgram),
  );
  return { flow: flow ?? '', killSwitch: killSwitch ?? '' };
}

export interface KillSurroundings {
  programs: Programs;
  server: StrictServer;
  pictures: readonly PreparedPicture[];
  seed: readonly StoredObject[];
}

/** One process from its start to its end. */
export interface FlowRun {
  events: FlowEvent[];
  wasKilled: boolean;
  /** Operations on files; null where it did not live to tell. */
  operations: number | null;
}

/** A person's folder, a data folder and a bucket of their own, which several runs share. */
export interface KillScene {
  proxy: FaultingProxy;
  bucket: string;
  folder: string;
  dataFolder: string;
  run(mode: FlowPlan['mode'], point: KillPoint | null): Promise<FlowRun>;
  close(): Promise<void>;
}

/** Files that are in the person's folder before a flow begins; each save replaces one of them. */
const OLD_FILES = ['one.webp', 'one.png', batchFile(0)];

export async function openKillScene(
  { programs, server, pictures, seed }: KillSurroundings,
  flow: FlowName,
): Promise<KillScene> {
  const home = await mkdtemp(path.join(await realpath(os.tmpdir()), 'contact-sheet-kill-'));
  const [folder, dataFolder, planFile] = ['person', 'data', 'plan.json'].map((name) => path.join(home, name)) as [
    string,
    string,
    string,
  ];
  await Promise.all([mkdir(folder), mkdir(dataFolder)]);
  for (const name of OLD_FILES) await writeFile(path.join(folder, name), OLD_CONTENT);
  const bucket = `kill-${randomUUID()}`;
  server.fill(bucket, seed);
  const proxy = await startFaultingProxy(server.endpoint);
  const { endpoint } = proxy;
  return {
    proxy,
    bucket,
    folder,
    dataFolder,
    async run(mode, point) {
      const plan: FlowPlan = { flow, mode, dataFolder, folder, endpoint, bucket, pictures };
      await writeFile(planFile, JSON.stringify(plan));
      proxy.reset();
      return runProgram(programs, planFile, [folder, dataFolder], proxy, point);
    },
    async close() {
      await proxy.stop();
      server.drop(bucket);
      await rm(home, { recursive: true, force: true });
    },
  };
}

async function runProgram(
  { flow, killSwitch }: Programs,
  planFile: string,
  folders: readonly string[],
  proxy: FaultingProxy,
  point: KillPoint | null,
): Promise<FlowRun> {
  const at = point?.at === 'file' ? { operation: point.number, moment: point.moment } : null;
  const order: KillSwitchOrder = { folders, at };
  const child = spawn(process.execPath, ['--import', killSwitch, flow, planFile], {
    env: {
      ...process.env,
      [KILL_SWITCH_VARIABLE]: JSON.stringify(order),
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    },
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  if (point?.at === 'request') killAtRequest(proxy, point, () => child.kill('SIGKILL'));
  if (point?.at === 'order') child.stdout?.once('data', () => child.kill('SIGKILL'));
  const [, told, complaints, counted] = child.stdio;
  const streams = [told, complaints, counted].map((stream) => text(stream as NodeJS.ReadableStream));
  const [code, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (...end) => resolve(end));
  });
  const [lines = '', errors = '', count = ''] = await Promise.all(streams);
  const wasKilled = signal === 'SIGKILL';
  if (!wasKilled && code !== 0) throw new Error(`expected the run to end well but received ${code}: ${errors}`);
  const events = lines.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as FlowEvent]));
  return { events, wasKilled, operations: count === '' ? null : Number(count) };
}

function killAtRequest(
  proxy: FaultingProxy,
  { number, moment }: Extract<KillPoint, { at: 'request' }>,
  kill: () => void,
): void {
  let seen = 0;
  proxy.strike({
    match: () => true,
    fault: () => {
      if (++seen < number) return null;
      // What was on its way beside it is lost with it.
      if (seen > number) return moment === 'before' ? { kind: 'refuse' } : null;
      if (moment === 'after') return { kind: 'lose-reply', done: kill };
      kill();
      return { kind: 'refuse' };
    },
  });
}
