import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

const root = join(import.meta.dirname, '..');
/** Nothing takes this long, also where other tests run beside it: what does, hangs. */
const LIMIT_MS = 60_000;
/** For what comes by itself; vitest's own second is short where other tests run beside this one. */
const POLL_LIMIT_MS = 20_000;

/** Vitest leaves one core to itself, but it has little to do: half of two cores would stand idle. */
const workers = Math.max(2, availableParallelism());
/** Elsewhere than on Linux all windows share one screen, keyboard focus and clipboard. */
const windowWorkers = process.platform === 'linux' ? workers : 1;

/** They check how fast the window is, so nothing else may run beside them. */
const TIMED_WINDOW_TESTS = ['test/e2e/large-album.test.ts'];

const common = {
  testTimeout: LIMIT_MS,
  hookTimeout: LIMIT_MS,
  setupFiles: ['test/support/patience.ts'],
  expect: { poll: { timeout: POLL_LIMIT_MS } },
};
const windows = { ...common, setupFiles: [...common.setupFiles, 'test/support/own-display.ts'] };

export default defineConfig({
  root,
  test: {
    allowOnly: false,
    projects: [
      {
        root,
        test: {
          ...common,
          name: 'unit',
          include: ['test/unit/**/*.test.ts'],
          maxWorkers: workers,
          sequence: { groupOrder: 0 },
        },
      },
      {
        root,
        test: {
          ...common,
          name: 'integration',
          include: ['test/integration/**/*.test.ts'],
          globalSetup: ['test/support/global-rgw.ts'],
          maxWorkers: workers,
          sequence: { groupOrder: 1 },
        },
      },
      {
        root,
        test: {
          ...windows,
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
          ...windows,
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
