import { FOREIGN, type GroupTable } from './group-table.ts';
import type { Naming } from './naming.ts';

/** From this many characters on, a text of hex digits and dashes is looked for in the uuids of named groups too. */
const MIN_UUID_PART = 8;
const UUID_PART = /^[0-9a-f-]+$/;

/** How texts are compared: composed, case left aside. */
export const fold = (text: string): string => text.normalize('NFC').toLowerCase().normalize('NFC');

/**
 * Whether a row fits what a person searched for: part of its name, else of its key's base (with the extension where
 * it is foreign); with a slash, part of its stem. Empty fits all.
 */
export function searchFilter(search: string, table: GroupTable, naming: Naming): (row: number) => boolean {
  const wanted = fold(search.trim());
  if (wanted === '') return () => true;
  const file = (row: number): string => (table.has(row, FOREIGN) ? table.fileName(row) : table.uuid(row));
  if (wanted.includes('/')) return (row) => fold(table.album(row) + file(row)).includes(wanted);
  const inUuids = wanted.length >= MIN_UUID_PART && UUID_PART.test(wanted);
  return (row) => {
    const name = naming.facts.name(row);
    if (name === null) return fold(file(row)).includes(wanted);
    return fold(name).includes(wanted) || (inUuids && table.uuid(row).toLowerCase().includes(wanted));
  };
}
