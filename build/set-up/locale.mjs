import { runQuietly } from './process.mjs';

/** Chromium turns file names into text by the locale's character set: with any other one a drop of `가을.jpg` does nothing. */
const CHARACTER_SET = 'UTF-8';
/** The one locale that has it on every Linux, whatever languages are installed. */
const FALLBACK = 'C.UTF-8';

/**
 * The environment with a character set that can spell every file name. A bare machine or a container has no locale, or names
 * one that is not installed; the language that it asks for stays.
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<NodeJS.ProcessEnv>}
 */
export async function withReadableFileNames(env) {
  if (process.platform !== 'linux') return env;
  const { code, output } = await runQuietly('locale', ['charmap'], { env });
  if (code !== 0 || output.trim().split('\n').at(-1) === CHARACTER_SET) return env;
  // LC_ALL would overrule LC_CTYPE.
  const { LC_ALL: all, ...others } = env;
  return { ...others, ...(all ? { LANG: all } : {}), LC_CTYPE: FALLBACK };
}
