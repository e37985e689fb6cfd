/**
 * Everything between a fresh clone and a running app. Until the dependencies are installed nothing but Node is at hand,
 * so modules that need a package load it where they use it.
 */
import { ensureDependencies } from './dependencies.mjs';
import { withReadableFileNames } from './locale.mjs';
import { findRuntime } from './runtime.mjs';
import { SetUpError } from './say.mjs';
import { ensureRuntimePackages, ensureTestPackages } from './system-packages.mjs';

/** The oldest Node.js that the dependencies run on. */
const OLDEST_NODE = { major: 20, minor: 19 };

/**
 * @typedef {{ runtime: import('./runtime.mjs').Runtime, env: NodeJS.ProcessEnv }} Ready `env` is for everything started
 *   from here on
 */

/**
 * Installs what is missing and finds an Electron runtime.
 * @param {{ forTests?: boolean }} [options]
 * @returns {Promise<Ready>}
 */
export async function setUp({ forTests = false } = {}) {
  requireNode();
  await ensureDependencies();
  await (forTests ? ensureTestPackages() : ensureRuntimePackages());
  const runtime = await findRuntime();
  return { runtime, env: await withReadableFileNames(childEnvironment(runtime)) };
}

function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > OLDEST_NODE.major || (major === OLDEST_NODE.major && minor >= OLDEST_NODE.minor)) return;
  throw new SetUpError(
    `expected Node.js ${OLDEST_NODE.major}.${OLDEST_NODE.minor} or newer but this is ${process.versions.node}`,
  );
}

/**
 * @param {import('./runtime.mjs').Runtime} runtime
 * @returns {NodeJS.ProcessEnv}
 */
function childEnvironment(runtime) {
  const env = {
    ...process.env,
    // The first is what the electron package and Playwright look at, the second what electron-vite does.
    ELECTRON_OVERRIDE_DIST_PATH: runtime.folder,
    ELECTRON_EXEC_PATH: runtime.executable,
    // The image host runs in a plain Node, never in Electron's: see README, "Processes and what each may do".
    CONTACT_SHEET_NODE: process.execPath,
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  };
  // Some shells and editors that are Electron apps leave this behind; it would turn ours into a plain Node.
  Reflect.deleteProperty(env, 'ELECTRON_RUN_AS_NODE');
  return env;
}
