import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { readLoginShellPath } from '../../../electron/credentials/login-shell-path.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

/** A home whose shells do this when a person logs in, in the start files of bash, sh and zsh. */
async function homeWith(startFile: string): Promise<string> {
  const home = await temporaryFolder();
  for (const name of ['.bash_profile', '.profile', '.zprofile']) await writeFile(path.join(home, name), startFile);
  vi.stubEnv('HOME', home);
  vi.stubEnv('ZDOTDIR', home);
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
  return home;
}

describe.skipIf(process.platform === 'win32')('the folders of programs', () => {
  it('are those of the login shell, then those of this process', async () => {
    await homeWith('echo Welcome\nexport PATH="/from/the/shell:$PATH"\n');
    vi.stubEnv('PATH', '/usr/bin:/bin:/of/this/process');
    const folders = (await readLoginShellPath()).split(':');
    expect(folders).toContain('/from/the/shell');
    expect(folders).toContain('/of/this/process');
    expect(folders.indexOf('/from/the/shell')).toBeLessThan(folders.indexOf('/of/this/process'));
    expect(new Set(folders).size).toBe(folders.length);
  });

  it('are only those of this process where the shell does not come to an end', async () => {
    await homeWith('sleep 3\nexport PATH="/from/the/shell:$PATH"\n');
    vi.stubEnv('PATH', '/usr/bin:/bin');
    expect(await readLoginShellPath(100)).toBe('/usr/bin:/bin');
  });
});
