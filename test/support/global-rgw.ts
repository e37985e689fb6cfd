import type { TestProject } from 'vitest/node';
import { type RgwAddress, startRgw, whyNoRgw } from './rgw.ts';

/** One gateway for a whole test run, or why there is none. */
export type RgwOfRun = { address: RgwAddress; missing: null } | { address: null; missing: string };

declare module 'vitest' {
  interface ProvidedContext {
    rgw: RgwOfRun;
  }
}

/** Vitest's `globalSetup`: starts the gateway before the first test and ends it after the last. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const missing = whyNoRgw();
  if (missing !== null) {
    process.stderr.write(`Ceph RGW: its tests are skipped, because ${missing}\n`);
    project.provide('rgw', { address: null, missing });
    return () => Promise.resolve();
  }
  const { address, stop } = await startRgw();
  project.provide('rgw', { address, missing: null });
  return stop;
}
