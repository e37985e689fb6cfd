import fs, { mkdirSync, watch } from 'node:fs';
import { mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { watchAwsFiles } from '../../../electron/credentials/watch-aws-files.ts';
import { type AwsFiles, useAwsFiles } from '../../support/aws-files.ts';

describe('an edit of the AWS files', () => {
  let files: AwsFiles;
  let stop: () => void;
  let seen: number;

  const watchFiles = (): void => {
    seen = 0;
    stop = watchAwsFiles(() => {
      seen++;
    });
  };
  /** Repeats an edit until it is noticed: when the watch begins is the system's affair. */
  const isNoticed = async (edit: () => Promise<unknown>): Promise<void> => {
    const before = seen;
    await vi.waitFor(
      async () => {
        await edit();
        await vi.waitFor(() => expect(seen).toBeGreaterThan(before), { timeout: 500 });
      },
      { timeout: 10_000 },
    );
  };

  beforeEach(async () => {
    files = await useAwsFiles();
    stop = () => undefined;
  });
  afterEach(async () => {
    stop();
    await files.remove();
  });

  it('case 11: is noticed in either file', async () => {
    watchFiles();
    await isNoticed(() => files.writeCredentials('[a]'));
    await isNoticed(() => files.writeConfig('[a]'));
  });

  it('case 11: is noticed where an editor puts a new file in the place of the old one, again and again', async () => {
    await files.writeCredentials('[a]');
    watchFiles();
    for (const round of ['one', 'two', 'three']) {
      await isNoticed(async () => {
        const next = path.join(files.folder, `${round}.tmp`);
        await writeFile(next, '[b]');
        await rename(next, files.credentialsFile);
      });
    }
  });

  it('is noticed where the folder comes only now, goes and comes again', async () => {
    await rm(files.folder, { recursive: true });
    watchFiles();
    await isNoticed(async () => {
      await mkdir(files.folder, { recursive: true });
      await files.writeCredentials('[a]');
    });
    await isNoticed(() => rm(files.folder, { recursive: true, force: true }));
    await isNoticed(async () => {
      await mkdir(files.folder, { recursive: true });
      await files.writeCredentials('[a]');
    });
  });

  it('is noticed in the file that a link leads to', async () => {
    const elsewhere = path.join(files.home, 'dotfiles');
    await mkdir(elsewhere);
    const target = path.join(elsewhere, 'aws-credentials');
    await writeFile(target, '[a]');
    await symlink(target, files.credentialsFile);
    watchFiles();
    await isNoticed(() => writeFile(target, '[b]'));
  });

  it('case 12: is a login in a terminal, even the first one', async () => {
    watchFiles();
    const logins = path.join(files.folder, 'sso', 'cache');
    await isNoticed(async () => {
      await mkdir(logins, { recursive: true });
      await writeFile(path.join(logins, 'a.json'), '{}');
    });
    await isNoticed(() => writeFile(path.join(logins, 'b.json'), '{}'));
  });

  it('case 12: is a first login also where it comes while the watch begins', async () => {
    const logins = path.join(files.folder, 'sso', 'cache');
    const begin = fs.watch;
    const begun = vi.spyOn(fs, 'watch').mockImplementationOnce(((...args: Parameters<typeof begin>) => {
      mkdirSync(logins, { recursive: true });
      return begin(...args);
    }) as typeof begin);
    syncBuiltinESMExports();
    onTestFinished(() => {
      begun.mockRestore();
      syncBuiltinESMExports();
    });
    watchFiles();
    await isNoticed(() => writeFile(path.join(logins, 'a.json'), '{}').catch(() => undefined));
  });

  it('is nothing that concerns other files, and nothing after the end', async () => {
    watchFiles();
    await isNoticed(() => files.writeCredentials('[a]'));
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => {
      vi.useRealTimers();
    });
    await written(path.join(files.folder, 'notes.txt'));
    await written(path.join(files.folder, 'config.swp'));
    expect(vi.getTimerCount()).toBe(0);
    await written(files.configFile);
    expect(vi.getTimerCount()).toBe(1);
    stop();
    expect(vi.getTimerCount()).toBe(0);
    await written(files.configFile);
    expect(vi.getTimerCount()).toBe(0);
  });
});

/** Writes a file, and waits until the system has told everyone who watches its folder. */
async function written(file: string): Promise<void> {
  const watcher = watch(path.dirname(file));
  const told = new Promise<void>((resolve) => {
    watcher.on('change', (_, name) => {
      if (name === path.basename(file)) resolve();
    });
  });
  await writeFile(file, '[b]');
  await told;
  watcher.close();
}
