import { availableParallelism } from 'node:os';
import { beforeAll, describe, expect, it } from 'vitest';
import { inLanes, numbersFrom } from '../soak/lanes.ts';
import { runSchedule } from '../soak/schedule-run.ts';
import { type OpenSurroundings, openSurroundings } from '../soak/surroundings.ts';

/** `npm run soak` runs ten thousand. */
const SCHEDULES = 60;
const FIRST_SEED = 1;
/** Some 20 s on two cores that have nothing else to do. */
const LIMIT_MS = 240_000;

let surroundings: OpenSurroundings;

beforeAll(async () => {
  surroundings = await openSurroundings();
  return () => surroundings.close();
});

describe('random faults on the way to the server', () => {
  it(
    `leave nothing lost, torn or wrong once they are over, under ${SCHEDULES} schedules`,
    async () => {
      const found: string[] = [];
      await inLanes(numbersFrom(FIRST_SEED, SCHEDULES), availableParallelism(), async (seed) => {
        const { findings } = await runSchedule(surroundings, seed);
        found.push(...findings.map((finding) => `npm run soak -- 1 ${seed}: ${finding}`));
      });
      expect(found).toEqual([]);
    },
    LIMIT_MS,
  );
});
