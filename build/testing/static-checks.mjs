import { runInForeground } from '../set-up/process.mjs';
import { installed, repository } from '../set-up/repository.mjs';
import { brokenRules } from './house-rules.mjs';
import { sumOf, tallyOfOne } from './tally.mjs';

/** One project per environment: none of them sees globals that it will not have. */
const TYPE_PROJECTS = ['shared', 'electron', 'build/tsconfig.preload.json', 'renderer', 'build', 'test'];
const BIOME = installed('@biomejs/biome/bin/biome');
const TSC = installed('typescript/bin/tsc');

export function checkFormat() {
  return passes([BIOME, 'format', '--config-path', 'build', '.']);
}

export function checkLint() {
  return passes([BIOME, 'check', '--config-path', 'build', '--formatter-enabled=false', '--error-on-warnings', '.']);
}

export async function checkTypes() {
  const tallies = [];
  for (const project of TYPE_PROJECTS) tallies.push(await passes([TSC, '--noEmit', '--pretty', '-p', project]));
  return sumOf(tallies);
}

export async function checkRules() {
  const broken = await brokenRules();
  for (const line of broken) console.error(line);
  return tallyOfOne(broken.length === 0);
}

/**
 * @param {readonly string[]} args a Node program and its arguments
 * @returns {Promise<import('./tally.mjs').Tally>}
 */
async function passes(args) {
  return tallyOfOne((await runInForeground(process.execPath, args, { cwd: repository })) === 0);
}
