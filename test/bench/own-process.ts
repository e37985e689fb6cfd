import { fork } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keepMillionGroups } from './million-groups.ts';

/** Named as a first argument, the bench's file does this one thing and sends what it found. */
type Part = 'keep' | 'measure';

/**
 * Makes the catalogue of a million groups in one process and runs `measure` for each subject in another, as a new start
 * of the app is one; answers what it measured by subject. The bench's file is started again for all of them: null there.
 */
export async function measureReopened<T>(
  file: string,
  subjects: readonly string[],
  measure: (folder: string, subject: string) => Promise<T>,
): Promise<Map<string, T> | null> {
  const [part, given, subject] = process.argv.slice(2);
  if (part === 'keep' && given !== undefined) return send(await keepMillionGroups(given));
  if (part === 'measure' && given !== undefined) return send(await measure(given, subject ?? ''));
  const folder = await mkdtemp(join(tmpdir(), 'contact-sheet-bench-'));
  try {
    await run(file, ['keep', folder]);
    const measured = new Map<string, T>();
    for (const one of subjects) {
      // What another process checks on its way out, `measure` of this type sent.
      measured.set(one, (await run(file, ['measure', folder, one])) as T);
    }
    return measured;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function send(message: unknown): null {
  process.send?.(message ?? null);
  process.disconnect?.();
  return null;
}

function run(file: string, args: readonly [Part, ...string[]]): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const child = fork(file, args, { execArgv: ['--expose-gc'] });
    let answer: unknown = null;
    child.on('message', (message) => {
      answer = message;
    });
    child.on('error', reject);
    child.on('exit', (code) =>
      code === 0 ? resolve(answer) : reject(new Error(`expected ${args[0]} to end well but received ${code}`)),
    );
  });
}
