import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { TestProject } from 'vitest/node';

/** Where the windows of one worker appear: the environment that an X client reads. Empty where the system shows them. */
export type Display = Readonly<Record<string, string>>;

declare module 'vitest' {
  interface ProvidedContext {
    /** By the number of the worker, from the first. */
    displays: readonly Display[];
  }
}

/** Wide enough for the window at its default size. */
const SCREEN = '-screen 0 1600x1000x24';
/** Says where its display is, and ends once nobody holds its input any more: also where the run was killed. */
const SAY_AND_STAY = 'echo "$DISPLAY $XAUTHORITY"; exec cat';

/**
 * Vitest's `globalSetup`: a virtual screen for each worker, also beside a real one. Windows of two tests would take the
 * focus, the clipboard and the keys typed into native dialogs from each other on a common one. Throws without xvfb-run.
 */
export async function setup(project: TestProject): Promise<() => void> {
  if (process.platform !== 'linux') {
    project.provide('displays', []);
    return () => undefined;
  }
  const started: StartedDisplay[] = [];
  const stop = (): void => {
    for (const display of started) display.stop();
  };
  try {
    // One after the other: each takes the next free number.
    while (started.length < project.config.maxWorkers) started.push(await startDisplay());
  } catch (thrown) {
    stop();
    throw thrown;
  }
  project.provide(
    'displays',
    started.map(({ env }) => env),
  );
  return stop;
}

interface StartedDisplay {
  env: Display;
  stop(): void;
}

async function startDisplay(): Promise<StartedDisplay> {
  const child = spawn('xvfb-run', ['-a', '-s', SCREEN, 'sh', '-c', SAY_AND_STAY], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const failed = new Promise<never>((_, reject) => child.once('error', reject));
  const [DISPLAY, XAUTHORITY] = (await Promise.race([firstLine(child.stdout), failed])).split(' ');
  if (DISPLAY === undefined || XAUTHORITY === undefined)
    throw new Error('expected xvfb-run to start a screen but it did not: is xvfb installed?');
  return { env: { DISPLAY, XAUTHORITY }, stop: () => void child.stdin.end() };
}

async function firstLine(input: NodeJS.ReadableStream): Promise<string> {
  for await (const line of createInterface({ input })) return line;
  return '';
}
