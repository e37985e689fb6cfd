import type { TestProject } from 'vitest/node';
import { type RgwAddress, startRgw, whyNoRgw } from './start-rgw.ts';

/** One gateway for a whole test run, or why there is none. */
export type RgwOfRun = { address: RgwAddress; missing: null } | { address: null; missing: string };

declare module 'vitest' {
  interface ProvidedContext {
    rgw: RgwOfRun;
  }
}

/** The address, as JSON, of a gateway that whoever started this run has started and will end. */
const GIVEN_VARIABLE = 'CONTACT_SHEET_RGW';

/**
 * Vitest's `globalSetup`: starts the gateway before the first test and ends it after the last, unless one is given. Where
 * it is not there, or does not start, the tests that need it are skipped with the reason.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const missing = whyNoRgw();
  if (missing !== null) return leaveOut(project, missing);
  const given = process.env[GIVEN_VARIABLE];
  if (given !== undefined) {
    project.provide('rgw', { address: JSON.parse(given), missing: null });
    return () => Promise.resolve();
  }
  try {
    const { address, stop } = await startRgw();
    project.provide('rgw', { address, missing: null });
    return stop;
  } catch (thrown) {
    return leaveOut(project, `it does not start: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
  }
}

function leaveOut(project: TestProject, missing: string): () => Promise<void> {
  process.stderr.write(`Ceph RGW: its tests are skipped, because ${missing}\n`);
  project.provide('rgw', { address: null, missing });
  return () => Promise.resolve();
}
