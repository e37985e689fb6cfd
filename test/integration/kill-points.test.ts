import { availableParallelism } from 'node:os';
import { beforeAll, describe, expect, it } from 'vitest';
import { type FlowName, flowNames } from '../soak/flow-plan.ts';
import { killPoints, nameOf, tryKill } from '../soak/kill-check.ts';
import { inLanes } from '../soak/lanes.ts';
import { sampleOf } from '../soak/random.ts';
import { type OpenSurroundings, openSurroundings } from '../soak/surroundings.ts';

/** Of each flow; `npm run soak` tries all of them. */
const POINTS_PER_FLOW = 3;
/** In all flows together; less would be flows that became shorter, or points that are not found any more. */
const LEAST_POINTS = 100;
/** Of the sample; another one tries other points. */
const SEED = 5;
/** A flow takes some 3 s on two cores that have nothing else to do. */
const LIMIT_MS = 180_000;

let surroundings: OpenSurroundings;
/** Points of the flows that were gone through. */
const counted = new Map<FlowName, number>();

beforeAll(async () => {
  surroundings = await openSurroundings();
  return () => surroundings.close();
});

/** How many points there are, how many runs ended at theirs, and what did not hold. */
async function killSome(flow: FlowName): Promise<{ points: number; kills: number; findings: string[] }> {
  const all = await killPoints(surroundings, flow);
  counted.set(flow, all.length);
  const findings: string[] = [];
  let kills = 0;
  await inLanes(sampleOf(all, POINTS_PER_FLOW, SEED), availableParallelism(), async (each) => {
    const outcome = await tryKill(surroundings, each);
    if (outcome.wasKilled) kills += 1;
    findings.push(...outcome.findings.map((finding) => `${nameOf(each)}: ${finding}`));
  });
  return { points: all.length, kills, findings };
}

/** Of test/cases.md, the cases that a flow proves. */
const CASES: Readonly<Record<FlowName, string>> = {
  'save-object': 'case 29',
  'save-result': 'case 29',
  'save-two': 'case 29',
  'save-batch': 'case 29',
  delete: 'case 36',
  'delete-undoable': 'case 36',
  upload: 'case 31, case 36',
  'upload-large': 'case 31, case 33',
  'upload-cancelled': 'case 34',
};

describe('a process that is killed', { timeout: LIMIT_MS }, () => {
  it.each(flowNames.map((flow) => [CASES[flow], flow] as const))(
    '%s: loses and tears nothing at any point of the flow %s',
    async (_, flow) => {
      const { points, kills, findings } = await killSome(flow);
      expect(findings).toEqual([]);
      // A run may be over before its last points: what comes at once comes in no fixed order.
      expect(kills).toBeGreaterThanOrEqual(Math.min(points, POINTS_PER_FLOW) - 1);
    },
  );

  it(`can be so at ${LEAST_POINTS} points and more of all flows together`, async () => {
    let points = 0;
    for (const flow of flowNames) points += counted.get(flow) ?? (await killPoints(surroundings, flow)).length;
    expect(points).toBeGreaterThanOrEqual(LEAST_POINTS);
  });
});
