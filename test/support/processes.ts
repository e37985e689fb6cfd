import { readdir, readFile } from 'node:fs/promises';

/** Files that a process has mapped into its memory (Linux). Empty where the process is gone meanwhile. */
export async function mappedFiles(pid: number): Promise<string[]> {
  const maps = await readFile(`/proc/${pid}/maps`, 'utf8').catch(() => '');
  return [...new Set(maps.split('\n').flatMap((line) => line.match(/\/.+$/) ?? []))];
}

/** Children and their children of a process, each with its command line (Linux). */
export async function descendantsOf(pid: number): Promise<{ pid: number; command: string }[]> {
  const all = await Promise.all((await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(readProcess));
  const known = all.flatMap((process) => process ?? []);
  const below = (parent: number): typeof known =>
    known.filter((one) => one.parent === parent).flatMap((one) => [one, ...below(one.pid)]);
  return below(pid).map(({ pid: own, command }) => ({ pid: own, command }));
}

async function readProcess(name: string): Promise<{ pid: number; parent: number; command: string } | null> {
  try {
    const status = await readFile(`/proc/${name}/status`, 'utf8');
    const command = (await readFile(`/proc/${name}/cmdline`, 'utf8')).replaceAll('\0', ' ');
    return { pid: Number(name), parent: Number(/^PPid:\s*(\d+)/m.exec(status)?.[1]), command };
  } catch {
    // It ended between the two looks.
    return null;
  }
}
