import { mkdir, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { sweepTemporaries } from '../../../electron/files/sweep.ts';
import { makeTempFolder } from '../../../electron/files/temp-folder.ts';
import { temporaryBeside } from '../../../electron/files/write.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

describe('sweepTemporaries', () => {
  it('case 29: removes what an earlier run left, files and folders, and nothing of others', async () => {
    const folder = await temporaryFolder();
    await writeFile(temporaryBeside(path.join(folder, 'a.png')), 'half');
    await writeFile(path.join(await makeTempFolder(folder, 'upload'), '512.webp'), 'half');
    await writeFile(path.join(folder, 'theirs.part'), 'kept');
    await mkdir(path.join(folder, '.contact-sheets'));
    expect(await sweepTemporaries(folder)).toBe(2);
    expect((await readdir(folder)).sort()).toEqual(['.contact-sheets', 'theirs.part']);
  });

  it('finds nothing in a folder that does not exist', async () => {
    expect(await sweepTemporaries(path.join(await temporaryFolder(), 'missing'))).toBe(0);
  });
});
