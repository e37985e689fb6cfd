import { fork } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keepMillionGroups } from './million-groups.ts';

/** Named as a first argument, the bench's file does this one thing and sends what it found. */
type Part = 'keep' | 'measure';

/**
 * Makes the catalogue of a million groups in one process and runs `measure` in another, as a new start of the app is
 * one; answers what it measured. The bench's file is started again for both.
 */
export async function measureReopened<T>(file: string, measure: (folder: string) => Promise<T>): Promise<T | null> {
  const [part, given] = process.argv.slice(2);
  if (part === 'keep' && given !== undefined) return send(await keepMillionGroups(given));
  if (part === 'measure' && given !== undefined) return send(await measure(given));
  const folder = await mkdtemp(join(tmpdir(), 'contact-sheet-bench-'));
  try {
    await run(file, 'keep', folder);
    // What another process checks on its way out, `measure` of this type sent.
    return (await run(file, 'measure', folder)) as T;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function send(message: unknown): null {
  process.send?.(message ?? null);
  process.disconnect?.();
  return null;
}

function run(file: string, part: Part, folder: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const child = fork(file, [part, folder], { execArgv: ['--expose-gc'] });
    let answer: unknown = null;
    child.on('message', (message) => {
      answer = message;
    });
    child.on('error', reject);
    child.on('exit', (code) =>
      code === 0 ? resolve(answer) : reject(new Error(`expected ${part} to end well but received ${code}`)),
    );
  });
}
