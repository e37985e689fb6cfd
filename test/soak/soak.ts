/** `npm run soak`: every kill point of every flow, then so many fault schedules. */
import { availableParallelism } from 'node:os';
import { flowNames } from './flow-plan.ts';
import { type KillCase, killPoints, nameOf, tryKill } from './kill-check.ts';
import type { KillSurroundings } from './kill-run.ts';
import { inLanes, numbersFrom } from './lanes.ts';
import { runSchedule } from './schedule-run.ts';
import { openSurroundings } from './surroundings.ts';

/** More schedules mostly wait for faults than compute. */
const LANES_PER_CORE = 2;
const PROGRESS_EVERY = 100;

export interface SoakOrder {
  /** Of faults. */
  schedules: number;
  /** Of the first schedule; each further one has the next. */
  seed: number;
  /** Leaves the kills out, for a schedule that is run again alone. */
  schedulesOnly: boolean;
}

/** Prints what it finds and how far it is, and answers whether all held. */
export async function soak({ schedules, seed, schedulesOnly }: SoakOrder): Promise<boolean> {
  const surroundings = await openSurroundings();
  try {
    const kills = schedulesOnly ? { tried: 0, failed: 0 } : await soakKills(surroundings);
    const failed = await soakSchedules(surroundings, schedules, seed);
    const bad = kills.failed + failed;
    console.log(
      `soak: ${kills.tried} kills (${kills.failed} with findings) and ${schedules} fault schedules from seed ${seed} ` +
        `(${failed} with findings): ${bad === 0 ? 'nothing found' : 'FOUND SOMETHING'}`,
    );
    return bad === 0;
  } finally {
    await surroundings.close();
  }
}

async function soakKills(surroundings: KillSurroundings): Promise<{ tried: number; failed: number }> {
  const cases: KillCase[] = [];
  for (const flow of flowNames) cases.push(...(await killPoints(surroundings, flow)));
  const progress = progressOf('kills', cases.length);
  let missed = 0;
  await inLanes(cases, availableParallelism(), async (kill) => {
    const { wasKilled, findings } = await tryKill(surroundings, kill).catch(asOutcome);
    if (!wasKilled) missed += 1;
    progress(nameOf(kill), findings);
  });
  if (missed > 0) console.log(`kills: ${missed} runs ended before they came to their point`);
  return { tried: cases.length - missed, failed: progress.failed() };
}

async function soakSchedules(surroundings: KillSurroundings, count: number, seed: number): Promise<number> {
  const progress = progressOf('schedules', count);
  await inLanes(numbersFrom(seed, count), availableParallelism() * LANES_PER_CORE, async (each) => {
    const { findings } = await runSchedule(surroundings, each).catch(asOutcome);
    progress(`schedule of seed ${each} (alone: npm run soak -- 1 ${each})`, findings);
  });
  return progress.failed();
}

/** A run that cannot even be looked at is a finding. */
const asOutcome = (thrown: unknown) => ({
  wasKilled: true,
  findings: [thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)],
});

/** Tells of each finding at once, and now and then how far all is. */
function progressOf(what: string, total: number) {
  const started = Date.now();
  let done = 0;
  let failed = 0;
  const report = (name: string, findings: readonly string[]): void => {
    done += 1;
    if (findings.length > 0) failed += 1;
    for (const finding of findings) console.log(`FOUND ${name}: ${finding}`);
    if (done % PROGRESS_EVERY !== 0 && done !== total) return;
    const seconds = Math.round((Date.now() - started) / 1000);
    console.log(`${what}: ${done} of ${total} in ${seconds} s, ${failed} with findings`);
  };
  return Object.assign(report, { failed: () => failed });
}
