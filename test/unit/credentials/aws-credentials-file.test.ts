import { appendFileSync } from 'node:fs';
import { chmod, lstat, mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type AwsCredentialsFiles, awsCredentialsFiles } from '../../../electron/credentials/aws-credentials-file.ts';
import { openUnfinishedWrites } from '../../../electron/files/unfinished-writes.ts';
import type { TemporaryWatch } from '../../../electron/files/write.ts';
import { errorOf } from '../../support/failures.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const NOW = new Date(2026, 10, 22, 1, 49, 5);
const STAMP = '20261122-014905';
const keys = { accessKeyId: 'AKIANEWNEWNEW999', secretAccessKey: 'new/secret', sessionToken: '' };
const request = { profile: 'work', keys, region: '' };
const OLD = '[work]\naws_access_key_id = AKIAOLD11\naws_secret_access_key = old\n';
const NEW = '[work]\naws_access_key_id = AKIANEWNEWNEW999\naws_secret_access_key = new/secret\n';

describe('the AWS files of a person', () => {
  let folder: string;
  let files: AwsCredentialsFiles;
  const at = (name: string): string => path.join(folder, name);
  const read = (name: string): Promise<string> => readFile(at(name), 'utf8');
  const modeOf = async (name: string): Promise<number> => (await stat(at(name))).mode & 0o777;

  beforeEach(async () => {
    folder = await temporaryFolder();
    vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', at('credentials'));
    vi.stubEnv('AWS_CONFIG_FILE', at('config'));
    files = awsCredentialsFiles({ now: () => NOW });
  });
  afterEach(() => vi.unstubAllEnvs());

  it('get new keys, with a copy of the old file beside it that its owner alone may read', async () => {
    await writeFile(at('credentials'), OLD, { mode: 0o640 });
    await chmod(at('credentials'), 0o640);
    await files.write(request);
    expect(await read('credentials')).toBe(NEW);
    expect(await modeOf('credentials')).toBe(0o640);
    expect(await read(`credentials.backup-${STAMP}`)).toBe(OLD);
    expect(await modeOf(`credentials.backup-${STAMP}`)).toBe(0o600);
  });

  it('say before anything is written what would be', async () => {
    await writeFile(at('credentials'), OLD);
    expect(await files.plan(request)).toEqual({
      path: at('credentials'),
      profile: 'work',
      replaces: 'LD11',
      with: 'W999',
      backup: at(`credentials.backup-${STAMP}`),
      config: null,
    });
    expect(await readdir(folder)).toEqual(['credentials']);
  });

  it('never overwrite an earlier copy', async () => {
    await writeFile(at('credentials'), OLD);
    await files.write(request);
    await files.write({ ...request, keys: { ...keys, secretAccessKey: 'third' } });
    expect(await read(`credentials.backup-${STAMP}`)).toBe(OLD);
    expect(await read(`credentials.backup-${STAMP}-2`)).toBe(NEW);
  });

  it('are made where there are none, in a folder of the person’s own', async () => {
    vi.stubEnv('HOME', folder);
    vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', '');
    vi.stubEnv('AWS_CONFIG_FILE', '~/.aws/other-config');
    expect(await files.plan({ ...request, region: 'eu-west-1' })).toMatchObject({
      path: at('.aws/credentials'),
      replaces: null,
      backup: null,
      config: at('.aws/other-config'),
    });
    await files.write({ ...request, region: 'eu-west-1' });
    expect(await read('.aws/credentials')).toBe(NEW);
    expect(await read('.aws/other-config')).toBe('[profile work]\nregion = eu-west-1\n');
    expect(await modeOf('.aws')).toBe(0o700);
    expect(await modeOf('.aws/credentials')).toBe(0o600);
    expect(await modeOf('.aws/other-config')).toBe(0o600);
    expect((await readdir(at('.aws'))).sort()).toEqual(['credentials', 'other-config']);
  });

  it('keep the rest of the config file when a profile gets a region there', async () => {
    await writeFile(at('config'), '# mine\n[default]\nregion = us-east-1\n');
    await files.write({ ...request, region: 'ap-northeast-2' });
    const added = '# mine\n[default]\nregion = us-east-1\n\n[profile work]\nregion = ap-northeast-2\n';
    expect(await read('config')).toBe(added);
    expect(await read(`config.backup-${STAMP}`)).toBe('# mine\n[default]\nregion = us-east-1\n');
    await files.write({ ...request, profile: 'default', region: 'eu-north-1' });
    expect(await read('config')).toBe(added.replace('us-east-1', 'eu-north-1'));
  });

  it('are written where a symbolic link points to, and the link stays', async () => {
    await mkdir(at('dotfiles'));
    await writeFile(at('dotfiles/aws'), OLD);
    await symlink(path.join('dotfiles', 'aws'), at('credentials'));
    expect(await files.plan(request)).toMatchObject({
      path: at('dotfiles/aws'),
      backup: at(`dotfiles/aws.backup-${STAMP}`),
    });
    await files.write(request);
    expect((await lstat(at('credentials'))).isSymbolicLink()).toBe(true);
    expect(await read('dotfiles/aws')).toBe(NEW);
  });

  it('are made where a symbolic link points to nothing yet', async () => {
    await mkdir(at('dotfiles'));
    await symlink(path.join('dotfiles', 'aws'), at('credentials'));
    await files.write(request);
    expect(await read('dotfiles/aws')).toBe(NEW);
    expect((await lstat(at('credentials'))).isSymbolicLink()).toBe(true);
  });

  it('are left alone, without a copy, where they have the keys already', async () => {
    await writeFile(at('credentials'), NEW);
    await files.write(request);
    expect(await readdir(folder)).toEqual(['credentials']);
  });

  it.each([
    ['no UTF-8', Buffer.from([0x5b, 0xff, 0xfe, 0x5d])],
    ['binary', Buffer.from('[work]\0\n')],
    ['lines that end as on an old Mac', Buffer.from('[work]\raws_access_key_id = x\r')],
    ['a section that makes the SDK refuse the file', Buffer.from('[__proto__]\nx = y\n')],
  ])('are left alone where their content is unclear: %s', async (_, content) => {
    await writeFile(at('credentials'), content);
    expect(await errorOf(files.plan(request))).toMatchObject({ code: 'aws-file-unclear', path: at('credentials') });
    expect(await errorOf(files.write(request))).toMatchObject({ code: 'aws-file-unclear', path: at('credentials') });
    expect(await readFile(at('credentials'))).toEqual(content);
    expect(await readdir(folder)).toEqual(['credentials']);
  });

  it.each(['two words', 'a]b', ' padded', 'line\nbreak', '__proto__', 'constructor', 'a #b'])(
    'take no profile that would not be found again: %j',
    async (profile) => {
      expect(await errorOf(files.write({ ...request, profile }))).toMatchObject({ code: 'aws-file-unclear' });
      expect(await readdir(folder)).toEqual([]);
    },
  );

  it('keep what another program writes at the same moment', async () => {
    await writeFile(at('credentials'), OLD);
    const added = '[other]\naws_access_key_id = AKIAOTHER\n';
    let looks = 0;
    const interrupted = awsCredentialsFiles({
      now: () => {
        // The copy is named after the file was read.
        if (looks++ === 0) appendFileSync(at('credentials'), added);
        return NOW;
      },
    });
    await interrupted.write(request);
    expect(await read('credentials')).toBe(NEW + added);
    expect(await read(`credentials.backup-${STAMP}`)).toBe(OLD + added);
    expect((await readdir(folder)).sort()).toEqual(['credentials', `credentials.backup-${STAMP}`]);
  });

  it('are given up on where another program never stops writing them', async () => {
    await writeFile(at('credentials'), OLD);
    const interrupted = awsCredentialsFiles({
      now: () => {
        appendFileSync(at('credentials'), '# again\n');
        return NOW;
      },
    });
    expect(await errorOf(interrupted.write(request))).toEqual({ code: 'file-changed', path: at('credentials') });
    expect(await read('credentials')).toContain('AKIAOLD11');
    expect(await readdir(folder)).toEqual(['credentials']);
  });

  it('have no half-written one beside them after a run that was killed while it wrote', async () => {
    await writeFile(at('credentials'), OLD);
    const list = path.join(await temporaryFolder(), 'unfinished.json');
    const watch = await openUnfinishedWrites(list);
    let left = '';
    const killed: TemporaryWatch = {
      async begin(temporary) {
        await watch.begin(temporary);
        left = temporary;
      },
      // A process that was killed takes nothing back.
      end: () => Promise.resolve(),
    };
    await awsCredentialsFiles({ now: () => NOW, watch: killed }).write(request);
    await writeFile(left, 'new/secret');
    await openUnfinishedWrites(list);
    expect((await readdir(folder)).sort()).toEqual(['credentials', `credentials.backup-${STAMP}`]);
  });

  it('say so where the folder cannot be written, and stay as they are', async () => {
    await writeFile(at('file'), '');
    vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', at('file/credentials'));
    expect(await errorOf(files.write(request))).toEqual({ code: 'not-writable', path: at('file/credentials') });
  });
});
