import { randomUUID } from 'node:crypto';
import { inject } from 'vitest';
import { startEmbeddedServer, type TestServer } from './embedded-server.ts';
import type { RgwOfRun } from './global-rgw.ts';
import { connectRgw, type RgwServer } from './rgw.ts';

/** A kind of server that one suite runs against. */
export interface ServerKind {
  /** For the name of a suite; says also why a kind is left out. */
  label: string;
  missing: string | null;
  start(): Promise<TestServer>;
}

/** Undefined where the run has no `globalSetup`. */
const rgwOfRun = (): RgwOfRun =>
  inject('rgw') ?? { address: null, missing: 'this run does not start it (globalSetup: test/support/global-rgw.ts)' };

/** Why tests that need the gateway are skipped; null where they run. */
export const rgwMissing: string | null = rgwOfRun().missing;

/** `Ceph RGW`, with the reason where it is left out. */
export const rgwLabel: string = rgwMissing === null ? 'Ceph RGW' : `Ceph RGW (skipped: ${rgwMissing})`;

/** The run's gateway. Throws where there is none: ask {@link rgwMissing} first. */
export function runningRgw(): RgwServer {
  const { address, missing } = rgwOfRun();
  if (address === null) throw new Error(`expected a running Ceph RGW but ${missing}`);
  return connectRgw(address);
}

export const serverKinds: readonly ServerKind[] = [
  { label: 'the embedded server', missing: null, start: startEmbeddedServer },
  { label: rgwLabel, missing: rgwMissing, start: async () => runningRgw() },
];

/** A bucket of its own for a test: the gateway is shared by the whole run. */
export async function newBucket(server: TestServer): Promise<string> {
  const name = `test-${randomUUID()}`;
  await server.createBucket(name);
  return name;
}
