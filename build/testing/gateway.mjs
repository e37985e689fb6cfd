import { repository } from '../set-up/repository.mjs';
import { ensureS3Server } from '../set-up/system-packages.mjs';

/** Says why there is no Ceph gateway; tests that need one are skipped with this as their reason. */
const NO_GATEWAY_VARIABLE = 'CONTACT_SHEET_NO_RGW';
/** The address of the run's gateway as JSON: see test/support/global-rgw.ts. */
const GATEWAY_VARIABLE = 'CONTACT_SHEET_RGW';

/**
 * The Ceph gateway of a run.
 * @typedef {object} Gateway
 * @property {string | null} missing why there is none
 * @property {Readonly<Record<string, string>>} env tells the tests of it
 * @property {() => Promise<void>} stop
 */

/**
 * Starts the production S3 server that tests run against. Mostly it waits, so other checks can run meanwhile.
 * @returns {Promise<Gateway>}
 */
export async function startGateway() {
  try {
    const reason = await ensureS3Server();
    if (reason) return without(reason);
    const { startRgw, whyNoRgw } = await testSupport();
    const missing = whyNoRgw();
    if (missing !== null) return without(missing);
    const { address, stop } = await startRgw();
    return { missing: null, env: { [GATEWAY_VARIABLE]: JSON.stringify(address) }, stop };
  } catch (error) {
    return without(`it does not start: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/**
 * @param {string} missing
 * @returns {Gateway}
 */
const without = (missing) => ({ missing, env: { [NO_GATEWAY_VARIABLE]: missing }, stop: async () => {} });

/** The tests' own way to start it, which is TypeScript. */
async function testSupport() {
  const { runnerImport } = await import('vite');
  const config = /** @type {const} */ ({ root: repository, configFile: false, logLevel: 'error' });
  /** @type {{ module: typeof import('../../test/support/start-rgw.ts') }} */
  const { module } = await runnerImport('./test/support/start-rgw.ts', config);
  return module;
}
