import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { awsCredentialsFiles, type ProfileWrite } from '../../../electron/credentials/aws-credentials-file.ts';
import type { KeyPrompts, KeyStore } from '../../../electron/credentials/credentials.ts';
import { createKeyPrompts, type KeyWindow } from '../../../electron/credentials/key-prompts.ts';
import { createKeyStore } from '../../../electron/credentials/key-store.ts';
import type { KeyAnswer, KeyEntry, KeyRequest, KeysEntry } from '../../../shared/key-entry.ts';
import { errorOf } from '../../support/failures.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

/** A window that a test types into. */
interface OpenWindow extends KeyWindow {
  request: KeyRequest;
  submit(entry: KeyEntry): Promise<KeyAnswer>;
  isOpen: boolean;
  focused: number;
  asked: ProfileWrite[];
  agrees: boolean;
}

const keys: KeysEntry = {
  kind: 'keys',
  accessKeyId: 'AKIATYPEDKEY1234',
  secretAccessKey: 'typed/secret',
  sessionToken: '',
  label: '',
  profile: '',
  region: '',
};
const code: KeyEntry = { kind: 'code', code: '123456' };

describe('the key window', () => {
  let folder: string;
  let keyStore: KeyStore;
  let prompts: KeyPrompts;
  let windows: OpenWindow[];
  let changes: number;
  const credentials = (): Promise<string> => readFile(path.join(folder, 'credentials'), 'utf8');
  const opened = async (): Promise<OpenWindow> => vi.waitUntil(() => windows.find(({ isOpen }) => isOpen));

  beforeEach(async () => {
    folder = await temporaryFolder();
    vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', path.join(folder, 'credentials'));
    vi.stubEnv('AWS_CONFIG_FILE', path.join(folder, 'config'));
    // No keyring: what is kept is in memory.
    const vault = { isAvailable: () => false, encrypt: () => Buffer.alloc(0), decrypt: () => '' };
    keyStore = createKeyStore({ file: path.join(folder, 'keys.json'), vault });
    windows = [];
    changes = 0;
    prompts = createKeyPrompts({
      keyStore,
      files: awsCredentialsFiles(),
      onChanged: () => changes++,
      openWindow: (request, submit) => {
        let closed = (): void => undefined;
        const window: OpenWindow = {
          request,
          submit,
          isOpen: true,
          focused: 0,
          asked: [],
          agrees: true,
          closed: new Promise((resolve) => {
            closed = resolve;
          }),
          focus: () => {
            window.focused++;
          },
          destroy: () => {
            window.isOpen = false;
            closed();
          },
          confirmWrite: async (write) => {
            window.asked.push(write);
            return window.agrees;
          },
        };
        windows.push(window);
        return window;
      },
    });
  });
  afterEach(() => vi.unstubAllEnvs());

  it('takes new keys, is destroyed, and names the source that has them', async () => {
    const entered = prompts.enterKeys({ kind: 'new-keys' });
    const window = await opened();
    expect(await window.submit({ ...keys, label: 'studio' })).toEqual({ kind: 'taken' });
    expect(window.isOpen).toBe(false);
    const source = await entered;
    expect(source).toMatchObject({ label: 'studio', method: 'typed', keyIdEnd: '1234', sessionOnly: true });
    expect(await keyStore.list()).toEqual([source]);
    expect(changes).toBe(1);
  });

  it('answers nothing where it is closed', async () => {
    const entered = prompts.enterKeys({ kind: 'new-keys' });
    (await opened()).destroy();
    expect(await entered).toBeNull();
    expect(await keyStore.list()).toEqual([]);
    expect(changes).toBe(0);
  });

  it('says what is wrong with the keys, stays, and keeps none', async () => {
    const entered = prompts.enterKeys({ kind: 'new-keys' });
    const window = await opened();
    const answer = await window.submit({ ...keys, accessKeyId: 'a b', secretAccessKey: '' });
    expect(answer).toEqual({ kind: 'problems', problems: ['key-id-odd', 'secret-missing'] });
    expect(JSON.stringify(answer)).not.toContain('a b');
    expect(window.isOpen).toBe(true);
    window.destroy();
    expect(await entered).toBeNull();
    expect(await keyStore.list()).toEqual([]);
  });

  it('is one at a time: the second question shows the first window and is answered with nothing', async () => {
    const first = prompts.enterKeys({ kind: 'new-keys' });
    const window = await opened();
    expect(await prompts.enterKeys({ kind: 'new-profile' })).toBeNull();
    expect(
      await prompts.askMfaCode({ profile: 'a', device: 'arn:aws:iam::1:mfa/x' }, new AbortController().signal),
    ).toBeNull();
    expect(window.focused).toBe(2);
    expect(windows).toHaveLength(1);
    window.destroy();
    await first;
    const second = prompts.enterKeys({ kind: 'new-keys' });
    (await opened()).destroy();
    expect(await second).toBeNull();
  });

  it('keeps keys once however often the button is pressed', async () => {
    const entered = prompts.enterKeys({ kind: 'new-keys' });
    const window = await opened();
    await Promise.all([window.submit(keys), window.submit(keys)]);
    await entered;
    expect(await keyStore.list()).toHaveLength(1);
  });

  it('puts other keys in the place of typed ones, and knows when those are gone', async () => {
    const old = await keyStore.add(keys, 'studio');
    const keysId = old.source.kind === 'keys' ? old.source.keysId : '';
    const entered = prompts.enterKeys({ kind: 'replace-keys', keysId });
    const window = await opened();
    expect(window.request).toEqual({ kind: 'replace-keys', label: 'studio', keyIdEnd: '1234' });
    await window.submit({ ...keys, accessKeyId: 'AKIAOTHER5678' });
    expect(await entered).toMatchObject({ source: old.source, label: 'studio', keyIdEnd: '5678' });
    await keyStore.forget(keysId);
    expect(await errorOf(prompts.enterKeys({ kind: 'replace-keys', keysId }))).toEqual({ code: 'keys-gone' });
  });

  it('writes a profile’s keys only after the person agreed', async () => {
    const old = '# mine\n[work]\naws_access_key_id = AKIAOLD0000\naws_secret_access_key = old\n';
    await writeFile(path.join(folder, 'credentials'), old);
    const entered = prompts.enterKeys({ kind: 'profile-keys', profile: 'work' });
    const window = await opened();
    window.agrees = false;
    expect(await window.submit(keys)).toEqual({ kind: 'declined' });
    expect(await credentials()).toBe(old);
    expect(window.isOpen).toBe(true);
    expect(window.asked[0]).toMatchObject({ profile: 'work', replaces: '0000', with: '1234' });
    expect(JSON.stringify(window.asked)).not.toContain(keys.secretAccessKey);
    window.agrees = true;
    expect(await window.submit(keys)).toEqual({ kind: 'taken' });
    expect(await credentials()).toBe(old.replace('AKIAOLD0000', keys.accessKeyId).replace('= old', '= typed/secret'));
    expect(await entered).toEqual({
      source: { kind: 'profile', profile: 'work' },
      label: 'work',
      method: 'keys',
      region: null,
      keyIdEnd: '1234',
      sessionOnly: false,
    });
  });

  it('makes a new profile with its region, under a name that is free', async () => {
    await writeFile(path.join(folder, 'config'), '[profile taken]\nregion = us-east-1\n');
    const entered = prompts.enterKeys({ kind: 'new-profile' });
    const window = await opened();
    const taken = await window.submit({ ...keys, profile: 'taken' });
    expect(taken).toEqual({ kind: 'problems', problems: ['profile-taken'] });
    await window.submit({ ...keys, profile: 'fresh', region: 'ap-northeast-2' });
    expect(await entered).toMatchObject({ label: 'fresh', region: 'ap-northeast-2', keyIdEnd: '1234' });
    expect(await credentials()).toContain('[fresh]\naws_access_key_id = AKIATYPEDKEY1234\n');
    expect(changes).toBe(1);
  });

  it('stays with what was typed where it cannot be written', async () => {
    await writeFile(path.join(folder, 'credentials'), '[work]\0');
    const entered = prompts.enterKeys({ kind: 'profile-keys', profile: 'work' });
    const window = await opened();
    expect(await errorOf(window.submit(keys))).toMatchObject({ code: 'aws-file-unclear' });
    expect(window.isOpen).toBe(true);
    window.destroy();
    expect(await entered).toBeNull();
  });

  it('takes a code of six digits', async () => {
    const request = { profile: 'role', device: 'arn:aws:iam::1:mfa/x' };
    const asked = prompts.askMfaCode(request, new AbortController().signal);
    const window = await opened();
    expect(window.request).toEqual({ kind: 'mfa-code', ...request });
    expect(await window.submit({ kind: 'code', code: '12345' })).toEqual({ kind: 'problems', problems: ['code-odd'] });
    expect(await errorOf(window.submit(keys))).toMatchObject({ code: 'bad-request' });
    await window.submit(code);
    expect(await asked).toBe('123456');
  });

  it('case 13: is gone, without a code, when nobody waits for it any more', async () => {
    const abort = new AbortController();
    const asked = prompts.askMfaCode({ profile: 'role', device: 'x' }, abort.signal);
    const window = await opened();
    abort.abort();
    expect(await asked).toBeNull();
    expect(window.isOpen).toBe(false);
    expect(await prompts.askMfaCode({ profile: 'role', device: 'x' }, abort.signal)).toBeNull();
    expect(windows).toHaveLength(1);
  });
});
