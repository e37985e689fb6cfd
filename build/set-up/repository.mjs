import { createHash } from 'node:crypto';
import { join } from 'node:path';

/** The repository's folder. */
export const repository = join(import.meta.dirname, '..', '..');

/**
 * A name that tells this clone from others, for locks.
 * @param {string} purpose
 */
export function nameForThisClone(purpose) {
  return `${purpose}-${createHash('sha256').update(repository).digest('hex').slice(0, 12)}`;
}

/**
 * The path of a program that an installed package brings.
 * @param {string} path inside node_modules
 */
export function installed(path) {
  return join(repository, 'node_modules', path);
}
