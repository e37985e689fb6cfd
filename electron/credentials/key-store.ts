import { randomBytes } from 'node:crypto';
import type { AwsCredentialIdentity } from '@smithy/types';
import * as v from 'valibot';
import { AppFailure } from '../../shared/app-error.ts';
import type { SourceSummary } from '../../shared/connection.ts';
import type { KeyStore, TypedKeys } from './credentials.ts';
import { openKeyFile, type SealedKeys } from './key-file.ts';
import { endOfKeyId } from './variables.ts';

/** What the keyring of this computer does for us. */
export interface KeyVault {
  /** False where the system has no keyring, or none that keeps a secret. */
  isAvailable(): boolean;
  /** Throws where the keyring refuses. */
  encrypt(text: string): Buffer;
  decrypt(sealed: Buffer): string;
}

/** Keys of this run only. */
interface HeldKeys {
  keysId: string;
  label: string;
  keys: TypedKeys;
}

const keysSchema = v.object({ accessKeyId: v.string(), secretAccessKey: v.string(), sessionToken: v.string() });

/**
 * Typed keys in a JSON file that only the owner may read, each set encrypted by the keyring. Without a keyring nothing is
 * written: the keys are held in memory and go with the app.
 */
export function createKeyStore({ file, vault }: { file: string; vault: KeyVault }): KeyStore {
  const stored = openKeyFile(file);
  const held = new Map<string, HeldKeys>();

  const seal = (keys: TypedKeys): string | null => {
    if (!vault.isAvailable()) return null;
    try {
      return vault.encrypt(JSON.stringify(keys)).toString('base64');
    } catch {
      // A keyring that was locked meanwhile: the keys are worth having for this run.
      return null;
    }
  };
  const keep = async (keysId: string, label: string, keys: TypedKeys): Promise<SourceSummary> => {
    const secret = seal(keys);
    if (secret === null) {
      held.set(keysId, { keysId, label, keys });
      return summaryOf({ keysId, label, keyIdEnd: endOfKeyId(keys.accessKeyId) }, true);
    }
    const sealed: SealedKeys = { keysId, label, keyIdEnd: endOfKeyId(keys.accessKeyId), secret };
    await stored.put(sealed);
    held.delete(keysId);
    return summaryOf(sealed, false);
  };
  const find = async (keysId: string): Promise<HeldKeys | SealedKeys> => {
    const found = held.get(keysId) ?? (await stored.list()).find((sealed) => sealed.keysId === keysId);
    if (found === undefined) throw new AppFailure({ code: 'keys-gone' });
    return found;
  };

  return {
    hasKeyring: () => vault.isAvailable(),
    async list() {
      const sealed = (await stored.list()).filter(({ keysId }) => !held.has(keysId));
      const ofThisRun = [...held.values()].map(({ keysId, label, keys }) =>
        summaryOf({ keysId, label, keyIdEnd: endOfKeyId(keys.accessKeyId) }, true),
      );
      return [...sealed.map((one) => summaryOf(one, false)), ...ofThisRun];
    },
    add: (keys, label) => keep(randomBytes(16).toString('hex'), label, keys),
    async replace(keysId, keys) {
      return keep(keysId, (await find(keysId)).label, keys);
    },
    async read(keysId) {
      const found = await find(keysId);
      return toIdentity('keys' in found ? found.keys : open(vault, found.secret));
    },
    async forget(keysId) {
      held.delete(keysId);
      await stored.remove(keysId);
    },
  };
}

/** Without a cause: what did not open may be spelled out in it. */
function open(vault: KeyVault, secret: string): TypedKeys {
  try {
    return v.parse(keysSchema, JSON.parse(vault.decrypt(Buffer.from(secret, 'base64'))));
  } catch {
    throw new AppFailure({ code: 'keys-locked' });
  }
}

const toIdentity = ({ sessionToken, ...keys }: TypedKeys): AwsCredentialIdentity =>
  sessionToken === '' ? keys : { ...keys, sessionToken };

const summaryOf = ({ keysId, label, keyIdEnd }: Omit<SealedKeys, 'secret'>, sessionOnly: boolean): SourceSummary => ({
  source: { kind: 'keys', keysId },
  label: label || keyIdEnd,
  method: 'typed',
  region: null,
  keyIdEnd,
  sessionOnly,
});
