import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

const root = join(import.meta.dirname, '..');
/** Property tests draw many inputs, and share two cores with the rest of the run. */
const UNIT_LIMIT_MS = 20_000;
/** A step in the real Electron may take this long on a slow machine; a test that takes longer hangs. */
const E2E_LIMIT_MS = 60_000;
/** The same for a server: for it to start, and to answer hundreds of requests at once. */
const SERVER_LIMIT_MS = 60_000;
/** For what comes by itself; vitest's own second is short where other tests run beside this one. */
const POLL_LIMIT_MS = 20_000;

/** Vitest leaves one core to itself, but it has little to do: half of two cores would stand idle. */
const workers = Math.max(2, availableParallelism());
/** Elsewhere than on Linux all windows share one screen, keyboard focus and clipboard. */
const windowWorkers = process.platform === 'linux' ? workers : 1;

/** They say how fast the window is, so nothing else may run beside them. */
const TIMED_WINDOW_TESTS = ['test/e2e/large-album.test.ts', 'test/e2e/million.test.ts'];

const patient = {
  setupFiles: ['test/support/patience.ts'],
  expect: { poll: { timeout: POLL_LIMIT_MS } },
};
const windowTests = {
  ...patient,
  setupFiles: [...patient.setupFiles, 'test/support/own-display.ts'],
  testTimeout: E2E_LIMIT_MS,
  hookTimeout: E2E_LIMIT_MS,
};

export default defineConfig({
  root,
  test: {
    allowOnly: false,
    projects: [
      {
        root,
        test: {
          ...patient,
          name: 'unit',
          include: ['test/unit/**/*.test.ts'],
          testTimeout: UNIT_LIMIT_MS,
          maxWorkers: workers,
          sequence: { groupOrder: 0 },
        },
      },
      {
        root,
        test: {
          ...patient,
          name: 'integration',
          include: ['test/integration/**/*.test.ts'],
          globalSetup: ['test/support/global-rgw.ts'],
          testTimeout: SERVER_LIMIT_MS,
          hookTimeout: SERVER_LIMIT_MS,
          maxWorkers: workers,
          sequence: { groupOrder: 1 },
        },
      },
      {
        root,
        test: {
          ...windowTests,
          name: 'e2e',
          globalSetup: ['test/support/global-rgw.ts', 'test/support/displays.ts'],
          include: ['test/e2e/**/*.test.ts'],
          exclude: TIMED_WINDOW_TESTS,
          maxWorkers: windowWorkers,
          sequence: { groupOrder: 2 },
        },
      },
      {
        root,
        test: {
          ...windowTests,
          name: 'e2e-alone',
          globalSetup: ['test/support/displays.ts'],
          include: TIMED_WINDOW_TESTS,
          maxWorkers: 1,
          sequence: { groupOrder: 3 },
        },
      },
    ],
  },
});
