import { chmod, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import type { KeyStore, TypedKeys } from '../../../electron/credentials/credentials.ts';
import { createKeyStore, type KeyVault } from '../../../electron/credentials/key-store.ts';
import type { CredentialSource, SourceSummary } from '../../../shared/connection.ts';
import { errorOf } from '../../support/failures.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const keys: TypedKeys = { accessKeyId: 'AKIATYPEDKEY1234', secretAccessKey: 'typed/secret+one', sessionToken: '' };
const others: TypedKeys = {
  accessKeyId: 'ASIATYPEDKEY5678',
  secretAccessKey: 'typed/secret+two',
  sessionToken: 'a token',
};
const MASK = 0x5a;
const flipped = (content: Buffer): Buffer => Buffer.from(content.map((byte) => byte ^ MASK));

/** A keyring that can be locked or taken away; what it encrypts is not to be read without it. */
interface TestVault extends KeyVault {
  isThere: boolean;
  isLocked: boolean;
}

function testVault(): TestVault {
  const refuse = (vault: TestVault): void => {
    if (vault.isLocked) throw new Error('the keyring is locked');
  };
  return {
    isThere: true,
    isLocked: false,
    isAvailable() {
      return this.isThere;
    },
    encrypt(text) {
      refuse(this);
      return flipped(Buffer.from(text));
    },
    decrypt(sealed) {
      refuse(this);
      return flipped(sealed).toString();
    },
  };
}

const idOf = ({ source }: { source: CredentialSource }): string => (source.kind === 'keys' ? source.keysId : '');

describe('typed keys', () => {
  let file: string;
  let vault: TestVault;
  let store: KeyStore;
  const restarted = (): KeyStore => createKeyStore({ file, vault });

  beforeEach(async () => {
    file = path.join(await temporaryFolder(), 'data', 'keys.json');
    vault = testVault();
    store = restarted();
  });

  it('are there again after a restart, under the name that the person gave them', async () => {
    const added = await store.add(keys, 'studio');
    expect(added).toEqual<SourceSummary>({
      source: { kind: 'keys', keysId: expect.stringMatching(/^[0-9a-f]{32}$/) },
      label: 'studio',
      method: 'typed',
      region: null,
      keyIdEnd: '1234',
      sessionOnly: false,
    });
    expect(await restarted().list()).toEqual([added]);
    expect(await restarted().read(idOf(added))).toEqual({
      accessKeyId: keys.accessKeyId,
      secretAccessKey: keys.secretAccessKey,
    });
  });

  it('are called by the end of their id where they have no name, also after they were replaced', async () => {
    const added = await store.add(keys, '');
    expect(added.label).toBe('1234');
    const replaced = await store.replace(idOf(added), others);
    expect(replaced).toMatchObject({ source: added.source, label: '5678', keyIdEnd: '5678' });
    expect(await store.list()).toEqual([replaced]);
    expect(await store.read(idOf(added))).toEqual(others);
  });

  it('lie in a file that its owner alone may read, encrypted', async () => {
    await store.add(keys, 'studio');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    const content = await readFile(file, 'utf8');
    for (const secret of [keys.accessKeyId, keys.secretAccessKey]) {
      for (const encoding of ['utf8', 'base64', 'hex', 'base64url'] as const)
        expect(content).not.toContain(Buffer.from(secret).toString(encoding));
      expect(content).not.toContain(encodeURIComponent(secret));
    }
  });

  it('take the right to read away from others where the file had been opened to them', async () => {
    await store.add(keys, '');
    await chmod(file, 0o644);
    await store.add(others, '');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  it('are all kept when several are added at once', async () => {
    const added = await Promise.all(['a', 'b', 'c', 'd'].map((label) => store.add(keys, label)));
    expect(await restarted().list()).toEqual(added);
  });

  it('are gone once they were forgotten, and only they', async () => {
    const [one, two] = [await store.add(keys, 'one'), await store.add(others, 'two')];
    await store.forget(idOf(one));
    await store.forget(idOf(one));
    expect(await restarted().list()).toEqual([two]);
    expect(await errorOf(store.read(idOf(one)))).toEqual({ code: 'keys-gone' });
    expect(await errorOf(store.replace(idOf(one), keys))).toEqual({ code: 'keys-gone' });
  });

  it('are listed but locked where the keyring does not open them any more', async () => {
    const added = await store.add(keys, 'studio');
    vault.isLocked = true;
    expect(await restarted().list()).toEqual([added]);
    expect(await errorOf(restarted().read(idOf(added)))).toEqual({ code: 'keys-locked' });
    vault.isLocked = false;
    vault.decrypt = () => 'not what was encrypted';
    expect(await errorOf(store.read(idOf(added)))).toEqual({ code: 'keys-locked' });
  });

  it('case 10: live for the session only where there is no keyring, and nothing is written', async () => {
    vault.isThere = false;
    expect(store.hasKeyring()).toBe(false);
    const added = await store.add(keys, 'studio');
    expect(added.sessionOnly).toBe(true);
    expect(await store.list()).toEqual([added]);
    expect(await store.read(idOf(added))).toMatchObject({ accessKeyId: keys.accessKeyId });
    await expect(readdir(path.dirname(file))).rejects.toThrow('ENOENT');
    expect(await restarted().list()).toEqual([]);
    expect(await errorOf(restarted().read(idOf(added)))).toEqual({ code: 'keys-gone' });
  });

  it('case 10: live for the session only where the keyring was locked meanwhile', async () => {
    vault.isLocked = true;
    expect((await store.add(keys, '')).sessionOnly).toBe(true);
    expect(await restarted().list()).toEqual([]);
  });

  it('go before what the file holds of them where they were replaced without a keyring', async () => {
    const added = await store.add(keys, 'studio');
    vault.isThere = false;
    const replaced = await store.replace(idOf(added), others);
    expect(replaced).toMatchObject({ label: 'studio', keyIdEnd: '5678', sessionOnly: true });
    expect(await store.list()).toEqual([replaced]);
    expect(await store.read(idOf(added))).toEqual(others);
    await store.forget(idOf(added));
    expect(await restarted().list()).toEqual([]);
  });

  it('are kept again as soon as there is a keyring', async () => {
    vault.isThere = false;
    const added = await store.add(keys, 'studio');
    vault.isThere = true;
    expect(await store.replace(idOf(added), others)).toMatchObject({ sessionOnly: false });
    expect(await restarted().read(idOf(added))).toEqual(others);
  });

  it('count as none where the file is damaged, which is set aside before it is written anew', async () => {
    await store.add(keys, '');
    for (const [damage, aside] of [
      ['{"version":1,"keys":[', 'keys.json.damaged'],
      ['{"version":7}', 'keys.json.damaged-2'],
    ] as const) {
      await writeFile(file, damage);
      expect(await store.list()).toEqual([]);
      expect(await readFile(file, 'utf8')).toBe(damage);
      await store.add(keys, 'new');
      expect(await readFile(path.join(path.dirname(file), aside), 'utf8')).toBe(damage);
      expect(await restarted().list()).toHaveLength(1);
    }
  });

  it('are kept beside an entry that is damaged', async () => {
    const added = await store.add(keys, 'studio');
    const content = JSON.parse(await readFile(file, 'utf8'));
    await writeFile(file, JSON.stringify({ ...content, keys: [{ keysId: '../../etc' }, ...content.keys] }));
    expect(await store.list()).toEqual([added]);
    await store.add(others, '');
    expect(await readdir(path.dirname(file))).toEqual(['keys.json', 'keys.json.damaged']);
    expect(await store.list()).toHaveLength(2);
  });

  it('say so where they cannot be written, and the old ones stay', async () => {
    const folder = await temporaryFolder();
    await writeFile(path.join(folder, 'file'), '');
    const blocked = createKeyStore({ file: path.join(folder, 'file', 'keys.json'), vault });
    expect(await errorOf(blocked.add(keys, ''))).toMatchObject({ code: 'not-writable' });
    expect(await blocked.list()).toEqual([]);
  });
});
