import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { AppError } from '../../shared/app-error.ts';
import { type AwsFiles, useAwsFiles } from '../support/aws-files.ts';
import { ACCOUNT, startAwsServices } from '../support/aws-services.ts';
import { type CredentialScene, openCredentialScene } from '../support/credential-scene.ts';
import { errorOf } from '../support/failures.ts';

const { signal } = new AbortController();
const SECRET = 'hunter2secret';
const keysJson = JSON.stringify({ Version: 1, AccessKeyId: 'AKIAPROCESS', SecretAccessKey: SECRET });

/** Whether a process still runs; one that ended but was not waited for yet does not. */
async function runs(pid: number): Promise<boolean> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return status !== '' && !/^State:\s+Z/m.test(status);
}

describe.runIf(process.platform === 'linux')('a credential process', () => {
  let files: AwsFiles;
  let scene: CredentialScene;

  beforeEach(async () => {
    files = await useAwsFiles();
    scene = openCredentialScene({ processLimitMs: 2_000 });
  });
  afterEach(async () => {
    scene.sessions.close();
    await files.remove();
  });

  /** A program in a folder of the home, as one that a package manager put there. */
  const program = async (name: string, text: string): Promise<string> => {
    const folder = path.join(files.home, 'bin');
    await mkdir(folder, { recursive: true });
    await writeFile(path.join(folder, name), `#!/bin/sh\n${text}\n`);
    await chmod(path.join(folder, name), 0o755);
    return path.join(folder, name);
  };
  const provide = async (command: string) => {
    await files.writeConfig(`[profile tool]\ncredential_process = ${command}\n`);
    return (await scene.sessions.lease({ kind: 'profile', profile: 'tool' })).provide();
  };
  const failure = (reason: 'missing' | 'slow' | 'failed' | 'unreadable'): AppError => ({
    code: 'credential-process',
    profile: 'tool',
    reason,
  });

  it('gives the keys it prints, and is not listened to otherwise', async () => {
    const command = await program('keys', `echo ${SECRET} >&2\necho '${keysJson}'`);
    expect(await provide(command)).toMatchObject({ accessKeyId: 'AKIAPROCESS', secretAccessKey: SECRET });
  });

  it('gives the keys behind a role', async () => {
    const services = await startAwsServices();
    files.setVariables(services.variables);
    const command = await program('keys', `echo '${keysJson}'`);
    await files.writeConfig(
      `[profile tool]\ncredential_process = ${command}\n[profile deploy]\nrole_arn = arn:aws:iam::${ACCOUNT}:role/deploy\nsource_profile = tool\n`,
    );
    await (await scene.sessions.lease({ kind: 'profile', profile: 'deploy' })).provide();
    expect(services.requests).toMatchObject([{ operation: 'AssumeRole', accessKeyId: 'AKIAPROCESS' }]);
    await services.stop();
  });

  it('runs once for 20 requests', async () => {
    const runsFile = path.join(files.home, 'runs');
    const command = await program('keys', `echo run >> ${runsFile}\necho '${keysJson}'`);
    await files.writeConfig(`[profile tool]\ncredential_process = ${command}\n`);
    const lease = await scene.sessions.lease({ kind: 'profile', profile: 'tool' });
    await Promise.all(Array.from({ length: 20 }, () => lease.provide()));
    expect(await readFile(runsFile, 'utf8')).toBe('run\n');
  });

  it('case 14: that is missing is said to be', async () => {
    expect(await errorOf(provide('/nowhere/vault --json'))).toEqual(failure('missing'));
    expect(await errorOf(provide('no-such-program-anywhere'))).toEqual(failure('missing'));
  });

  it('case 14: that hangs is ended in time, with its children', async () => {
    const pids = path.join(files.home, 'pids');
    const command = await program('hang', `sleep 600 &\necho $$ $! > ${pids}\nwait`);
    expect(await errorOf(provide(command))).toEqual(failure('slow'));
    const [own, child] = (await readFile(pids, 'utf8')).trim().split(' ').map(Number);
    expect([own, child].every((pid) => pid !== undefined && pid > 1)).toBe(true);
    await vi.waitFor(async () => {
      expect([await runs(own ?? 0), await runs(child ?? 0)]).toEqual([false, false]);
    });
  });

  it('case 14: is ended as well when nobody needs its keys any more', async () => {
    const pids = path.join(files.home, 'pids');
    const command = await program('hang', `sleep 600 &\necho $$ $! > ${pids}\nwait`);
    await files.writeConfig(`[profile tool]\ncredential_process = ${command}\n`);
    const lease = await scene.sessions.lease({ kind: 'profile', profile: 'tool' });
    const given = errorOf(lease.provide());
    await vi.waitFor(async () => expect(await readFile(pids, 'utf8')).toMatch(/\d+ \d+\n/), { timeout: 1_500 });
    const [own = 0, child = 0] = (await readFile(pids, 'utf8')).trim().split(' ').map(Number);
    expect([await runs(own), await runs(child)]).toEqual([true, true]);
    lease.release();
    expect(await given).toEqual({ code: 'cancelled' });
    await vi.waitFor(async () => expect([await runs(own), await runs(child)]).toEqual([false, false]));
  });

  it('case 14: is not listened to any more once it was given up, by whatever it left behind', async () => {
    const pidFile = path.join(files.home, 'pid');
    // In a session of its own it is not ended with the rest.
    const daemon = await program(
      'daemon',
      `echo $$ > ${pidFile}\ntrap '' PIPE\nyes ${SECRET}\necho ended >> ${pidFile}`,
    );
    const command = await program('flood', `setsid ${daemon} &\necho '${keysJson}'`);
    expect(await errorOf(provide(command))).toEqual(failure('unreadable'));
    // Nobody holds the other end: its writes fail.
    await vi.waitFor(async () => expect(await readFile(pidFile, 'utf8')).toContain('ended'));
  });

  it.each([
    ['an end that is no date', keysJson.replace('}', ',"Expiration":"soon"}')],
    ['an id that is two lines', keysJson.replace('AKIAPROCESS', 'AKIA\\\\nX-Evil: 1')],
    ['a token that no header holds', keysJson.replace('}', ',"SessionToken":"토큰"}')],
    ['an id that is no text', keysJson.replace('"AKIAPROCESS"', '{"a":1}')],
  ])('case 14: that prints %s is unreadable', async (_, printed) => {
    const command = await program('odd', `printf '%b' '${printed}'`);
    expect(await errorOf(provide(command))).toEqual(failure('unreadable'));
  });

  it.each([
    ['chats around its keys', `echo Welcome ${SECRET}\necho '${keysJson}'`, 'unreadable'],
    ['prints nothing', 'true', 'unreadable'],
    ['prints null', 'echo null', 'unreadable'],
    ['speaks another version', `echo '${keysJson.replace('1', '2')}'`, 'unreadable'],
    ['prints without end', `yes ${SECRET}`, 'unreadable'],
    ['fails', `echo ${SECRET}\necho ${SECRET} >&2\nexit 3`, 'failed'],
  ] as const)('case 14: that %s is a clear error without a word of what it printed', async (_, text, reason) => {
    const command = `${await program('chatty', text)} --token ${SECRET}`;
    const thrown: unknown = await provide(command).then(
      () => null,
      (reason: unknown) => reason,
    );
    expect(thrown).toMatchObject({ error: failure(reason) });
    const trouble = await scene.trouble();
    expect(trouble).toMatchObject({ error: failure(reason), remedy: 'try-again', label: 'tool' });
    const { stack, cause } = thrown instanceof Error ? thrown : new Error();
    expect(JSON.stringify([String(thrown), stack, cause, scene.told])).not.toContain(SECRET);
  });

  it('case 14: is not started again until the person says so', async () => {
    const runsFile = path.join(files.home, 'runs');
    const command = await program('fails', `echo run >> ${runsFile}\nexit 1`);
    await files.writeConfig(`[profile tool]\ncredential_process = ${command}\n`);
    const lease = await scene.sessions.lease({ kind: 'profile', profile: 'tool' });
    await errorOf(lease.provide());
    await errorOf(lease.provide());
    const renewed = lease.renew({ error: failure('failed'), generation: 0 }, signal);
    expect(await readFile(runsFile, 'utf8')).toBe('run\n');
    await program('fails', `echo '${keysJson}'`);
    scene.sessions.reload((await scene.trouble()).troubleId);
    await renewed;
    expect(await lease.provide()).toMatchObject({ accessKeyId: 'AKIAPROCESS' });
  });
});
