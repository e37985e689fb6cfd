import { safeStorage } from 'electron';
import type { KeyVault } from './key-store.ts';

/** What Electron calls its own fixed password, which keeps nothing secret. */
const NO_KEYRING = 'basic_text';

/** The keyring of the system: Keychain, DPAPI, or on Linux a secret service or KWallet. Asked for once the app is ready. */
export const systemVault: KeyVault = {
  isAvailable: () =>
    safeStorage.isEncryptionAvailable() &&
    (process.platform !== 'linux' || safeStorage.getSelectedStorageBackend() !== NO_KEYRING),
  encrypt: (text) => safeStorage.encryptString(text),
  decrypt: (sealed) => safeStorage.decryptString(sealed),
};
