import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

const root = join(import.meta.dirname, '..');
/** Property tests draw many inputs, and share two cores with the rest of the run. */
const UNIT_LIMIT_MS = 20_000;
/** A step in the real Electron may take this long on a slow machine; a test that takes longer hangs. */
const E2E_LIMIT_MS = 60_000;
const SERVER_START_LIMIT_MS = 60_000;

export default defineConfig({
  root,
  test: {
    allowOnly: false,
    projects: [
      { root, test: { name: 'unit', include: ['test/unit/**/*.test.ts'], testTimeout: UNIT_LIMIT_MS } },
      {
        root,
        test: {
          name: 'integration',
          include: ['test/integration/**/*.test.ts'],
          globalSetup: ['test/support/global-rgw.ts'],
          testTimeout: 30_000,
          hookTimeout: SERVER_START_LIMIT_MS,
        },
      },
      {
        root,
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          globalSetup: ['test/support/global-rgw.ts'],
          // One window at a time: they share the screen, the keyboard focus and two cores.
          fileParallelism: false,
          maxWorkers: 1,
          testTimeout: E2E_LIMIT_MS,
          hookTimeout: E2E_LIMIT_MS,
        },
      },
    ],
  },
});
