import { execFile } from 'node:child_process';
import { mkdir, readdir, stat, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { demoCache, electronCommand } from '../support/app.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const TOUR_LIMIT_MS = 180_000;

interface Ended {
  code: number;
  output: string;
}

function run([program, ...args]: readonly [string, ...string[]], env: NodeJS.ProcessEnv): Promise<Ended> {
  return new Promise((resolve) => {
    const child = execFile(program, args, { env, timeout: TOUR_LIMIT_MS }, (_, stdout, stderr) => {
      // Without a message bus Chromium has complaints of its own, each with its place in the source.
      const own = stderr.split('\n').filter((line) => !/^\[\d+:.*\.cc\(\d+\)\]/.test(line));
      resolve({ code: child.exitCode ?? -1, output: stdout + own.join('\n') });
    });
  });
}

describe('the tour', () => {
  it(
    'performs the main job in the real window, prints what it left and ends with 0',
    async () => {
      const folder = await temporaryFolder();
      const userData = join(folder, 'data');
      await mkdir(userData);
      await mkdir(demoCache, { recursive: true });
      await symlink(demoCache, join(userData, 'demo'), 'junction');
      const output = join(folder, 'demo-output');
      const { command, env } = electronCommand(['--demo', `--tour=${output}`]);
      const ended = await run(command, { ...env, CONTACT_SHEET_USER_DATA: userData });
      expect(ended).toMatchObject({ code: 0 });

      const files = (await readdir(output)).sort();
      expect(files).toHaveLength(5);
      const lines: string[] = [];
      for (const name of files) {
        const file = join(output, name);
        const { size } = await stat(file);
        const { width, height } = await sharp(file).metadata();
        lines.push(`${file}  ${size} bytes  ${width} x ${height}`);
      }
      expect(ended.output.trim().split('\n').sort()).toEqual(lines.sort());
      expect(await sharp(join(output, '설악산의 새벽_1024.png')).metadata()).toMatchObject({
        format: 'png',
        width: 1024,
      });
      expect(await sharp(join(output, '설악산의 새벽_1024.webp')).metadata()).toMatchObject({
        format: 'webp',
        width: 1024,
      });
      const { channels } = await sharp(join(output, 'window.png')).stats();
      for (const { stdev } of channels.slice(0, 3)) expect(stdev).toBeGreaterThan(20);
    },
    TOUR_LIMIT_MS,
  );
});
