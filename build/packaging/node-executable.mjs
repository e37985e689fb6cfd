import { cachedFolder } from '../set-up/cache.mjs';
import { unpackRegistryPackage } from '../set-up/registry-package.mjs';
import { SetUpError } from '../set-up/say.mjs';

const VERSION = '24.21.0';

/** @type {Readonly<Record<string, string>>} */
const INTEGRITY = {
  x64: 'sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==',
  arm64: 'sha512-FpJRPEz2OvvTLfjIOlNGFY9JLPMKgl5m+d4oGYBLg24kJ1mmvN1Zl/HPJgF4HDaJ51ISev1l1cRZ/DM+keXW5g==',
};

/**
 * A plain Node for the image host of a packaged app on Linux, where sharp must not run inside Electron.
 * @param {string} arch as in process.arch
 * @returns {Promise<string>} a folder with bin/node and LICENSE
 */
export function nodeExecutable(arch) {
  const integrity = INTEGRITY[arch];
  if (!integrity) throw new SetUpError(`expected x64 or arm64 for a Linux package but received ${arch}`);
  const name = `node-linux-${arch}`;
  return cachedFolder(`${name}-${VERSION}`, (folder) =>
    unpackRegistryPackage({ name, version: VERSION, integrity }, folder, (path) =>
      /^package\/(bin\/node|LICENSE)$/.test(path),
    ),
  );
}
