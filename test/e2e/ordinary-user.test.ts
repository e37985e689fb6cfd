import { execFile, spawn } from 'node:child_process';
import { chmod, chown, copyFile, cp, mkdir, readdir, readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it, vi } from 'vitest';
import { demoCache } from '../support/app.ts';
import { descendantsOf } from '../support/processes.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const run = promisify(execFile);
const TOUR_LIMIT_MS = 180_000;
/** Debian's user and group `nobody` and `nogroup`. */
const NOBODY = 65_534;
/** What the kernel calls a process under a filter of system calls (proc(5), `Seccomp`). */
const FILTERED = '2';
const executable = process.env.CONTACT_SHEET_PACKAGED_APP ?? '';

function whyNot(): string | null {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'only root on Linux can become another user';
  return executable === '' ? 'the test run packaged none' : null;
}
const missing = whyNot();

/** A folder that an ordinary user can read and write, with the packaged app and what its display asks for. */
async function ordinaryHome(): Promise<{ home: string; command: string; env: Record<string, string> }> {
  const home = await temporaryFolder();
  await run('cp', ['-a', dirname(executable), join(home, 'app')]);
  await mkdir(join(home, 'data'));
  await cp(demoCache, join(home, 'data', 'demo'), { recursive: true }).catch(() => undefined);
  const authority = join(home, 'display');
  if (process.env.XAUTHORITY !== undefined) await copyFile(process.env.XAUTHORITY, authority);
  await run('chown', ['-R', `${NOBODY}:${NOBODY}`, join(home, 'data')]);
  await chown(home, NOBODY, NOBODY);
  if (process.env.XAUTHORITY !== undefined) await chown(authority, NOBODY, NOBODY);
  await chmod(home, 0o755);
  const env = {
    PATH: process.env.PATH ?? '',
    DISPLAY: process.env.DISPLAY ?? '',
    XAUTHORITY: authority,
    HOME: home,
    // Chromium reads file names by the locale; a desktop's is always one of UTF-8.
    LANG: 'C.UTF-8',
    CONTACT_SHEET_USER_DATA: join(home, 'data'),
  };
  return { home, command: join(home, 'app', basename(executable)), env };
}

describe.skipIf(missing !== null)(`an ordinary user${missing === null ? '' : ` (${missing})`}`, () => {
  it(
    'does the main job in the packaged app, its page inside Chromium’s sandbox',
    async () => {
      const { home, command, env } = await ordinaryHome();
      const output = join(home, 'data', 'tour');
      const app = spawn(command, ['--demo', `--tour=${output}`], { env, uid: NOBODY, gid: NOBODY });
      let printed = '';
      app.stdout.on('data', (text: Buffer) => {
        printed += text.toString();
      });
      const ended = new Promise<number | null>((resolve) => app.once('exit', resolve));
      const page = await vi.waitFor(
        async () => {
          const found = (await descendantsOf(app.pid ?? 0)).find(({ command: line }) => /--type=renderer/.test(line));
          expect(found).toBeDefined();
          return found;
        },
        { timeout: TOUR_LIMIT_MS },
      );
      const status = await readFile(`/proc/${page?.pid}/status`, 'utf8');
      expect(/^Seccomp:\s*(\d)/m.exec(status)?.[1]).toBe(FILTERED);
      expect(page?.command).not.toContain('--no-sandbox');
      expect(`${await ended}\n${printed}`).toMatch(/^0\n/);
      expect(await readdir(output)).toContain('설악산의 새벽_1024.png');
    },
    TOUR_LIMIT_MS,
  );
});
