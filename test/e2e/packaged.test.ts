import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fuses as fusesOf } from '../../build/packaging/electron-builder-config.mjs';
import { launchApp, type RunningApp } from '../support/app.ts';
import {
  cellOf,
  checkPicture,
  closePicture,
  confirmDelete,
  openPicture,
  saveOpenPicture,
  waitForCount,
} from '../support/gallery.ts';
import { jpeg } from '../support/pictures.ts';
import { descendantsOf, mappedFiles } from '../support/processes.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const DRAWN_WITHIN_MS = 120_000;
const NAME = '설악산의 새벽';
const executablePath = process.env.CONTACT_SHEET_PACKAGED_APP ?? '';
const missing = executablePath === '' ? 'the test run packaged none' : null;

describe.skipIf(missing !== null)(`the packaged app${missing === null ? '' : ` (${missing})`}`, () => {
  let app: RunningApp;

  beforeAll(async () => {
    app = await launchApp({ executablePath });
    await app.page.getByRole('button', { name: 'Try it without an account' }).click();
    await waitForCount(app.page, 66);
  }, DRAWN_WITHIN_MS + 60_000);
  afterAll(() => app.close());

  it('is the packaged one', async () => {
    expect(await app.electron.evaluate(({ app: main }) => main.isPackaged)).toBe(true);
  });

  it('case 8: has its fuses blown, but for the inspector that drives this build', async () => {
    const wire = await getCurrentFuseWire(executablePath);
    const state = (fuse: FuseV1Options) => String.fromCharCode(wire[fuse] ?? 0);
    const off = [
      FuseV1Options.RunAsNode,
      FuseV1Options.EnableNodeOptionsEnvironmentVariable,
      FuseV1Options.GrantFileProtocolExtraPrivileges,
    ];
    expect(off.map(state)).toEqual(['0', '0', '0']);
    expect(state(FuseV1Options.OnlyLoadAppFromAsar)).toBe('1');
    expect(state(FuseV1Options.EnableNodeCliInspectArguments)).toBe('1');
    // What people get has that one blown as well; nothing else differs.
    const [release, drivable] = [false, true].map((isDrivable) => fusesOf(isDrivable));
    expect(release).toEqual({ ...drivable, enableNodeCliInspectArguments: false });
  });

  it('case 8: does not run as Node, whatever the environment asks', async () => {
    const script = 'process.stdout.write("ran as node")';
    const env = { ...process.env, ELECTRON_RUN_AS_NODE: '1', CONTACT_SHEET_USER_DATA: app.userData };
    // The window that is open already is what a second start finds; as Node it would have run the script instead.
    const { stdout } = await promisify(execFile)(executablePath, ['--no-sandbox', '-e', script], { env });
    expect(stdout).not.toContain('ran as node');
    expect(stdout).toContain('open already');
  });

  it('saves a picture as a PNG, and another as it is stored', async () => {
    const folder = await temporaryFolder();
    const png = join(folder, 'saved.png');
    const stored = join(folder, 'saved.webp');
    await openPicture(app.page, NAME);
    await saveOpenPicture(app, { size: /^1024/, format: 'PNG', fileName: `${NAME}_1024.png`, path: png });
    await saveOpenPicture(app, { format: 'As stored', fileName: `${NAME}_1024.webp`, path: stored });
    await closePicture(app.page);
    expect(await sharp(png).metadata()).toMatchObject({ format: 'png', width: 1024, height: 683 });
    expect(await sharp(stored).metadata()).toMatchObject({ format: 'webp', width: 1024, height: 683 });
    expect((await readFile(stored)).length).toBeLessThan((await readFile(png)).length);
  });

  it('uploads what is dropped, and deletes it', async () => {
    const source = join(await temporaryFolder(), '묶음 속의 사진.jpg');
    await writeFile(source, await jpeg({ width: 1100, height: 700 }));
    await app.drop([source]);
    await app.page.getByRole('button', { name: 'Upload 1 picture' }).click();
    await cellOf(app.page, '묶음 속의 사진').waitFor();
    await checkPicture(app.page, '묶음 속의 사진');
    await app.page.getByRole('toolbar').getByRole('button', { name: 'Delete' }).click();
    await confirmDelete(app.page, 1);
    await cellOf(app.page, '묶음 속의 사진').waitFor({ state: 'detached' });
  });

  it('runs sharp in the Node that it ships, and not in Electron', async () => {
    const host = (await descendantsOf(app.electron.process().pid ?? 0)).find(({ command }) => /host\.js/.test(command));
    expect(host?.command).toMatch(/resources\/node\/bin\/node/);
    const mapped = (await Promise.all((await app.pids()).map(mappedFiles))).flat();
    expect(mapped.length).toBeGreaterThan(0);
    expect(mapped.filter((file) => /libvips/.test(file))).toEqual([]);
  });
});
