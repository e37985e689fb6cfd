import { toAppError } from '../../shared/app-error.ts';
import type { KeyStore } from './credentials.ts';
import type { SourceLoader } from './source-loader.ts';

/** Keys that a person typed in. */
export function typedKeysLoader(keysId: string, keyStore: Pick<KeyStore, 'read'>): SourceLoader {
  return {
    look: async () => {
      const stamp = await keyStore.read(keysId).then(
        (keys) => JSON.stringify([keys.accessKeyId, keys.secretAccessKey, keys.sessionToken]),
        (thrown: unknown) => toAppError(thrown).code,
      );
      return { stamp, asksPerson: false, loginProfile: null, takesKeys: true };
    },
    load: () => keyStore.read(keysId),
  };
}
