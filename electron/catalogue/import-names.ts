import { readFile, stat } from 'node:fs/promises';
import { AppFailure } from '../../shared/app-error.ts';
import type { ImportedNames } from '../../shared/contract.ts';
import { readFailure } from '../files/file-error.ts';
import type { Catalogue } from './catalogue.ts';
import { readNameTable } from './import-table.ts';

/** A table of a million rows has about 100 MB; a string in V8 cannot hold more than 512 MB. */
const MAX_TABLE_BYTES = 400 * 1024 * 1024;

/** Reads a table of names from a file into the catalogue. Throws `not-a-table`, `file-not-found`, `not-readable`. */
export async function importNames(path: string, catalogue: Catalogue): Promise<ImportedNames> {
  const { names, rows, skipped } = readNameTable(await readTable(path), path);
  const { matched } = await catalogue.importNames(names);
  return { rows, matched, skipped };
}

async function readTable(path: string): Promise<Buffer> {
  try {
    const { size } = await stat(path);
    if (size > MAX_TABLE_BYTES) throw new AppFailure({ code: 'not-a-table', path, detail: `${size} bytes` });
    return await readFile(path);
  } catch (thrown) {
    throw readFailure(thrown, path);
  }
}
