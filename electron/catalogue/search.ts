import { FOREIGN, type GroupTable } from './group-table.ts';
import type { Naming } from './naming.ts';
import { fold, TextPattern } from './text-pattern.ts';

/** From this many characters on, a text of hex digits and dashes is looked for in the uuids of named groups too. */
const MIN_UUID_PART = 8;
const UUID_PART = /^[0-9a-f-]+$/;

/**
 * Whether a row fits what a person searched for: part of its name, else of its key's base (with the extension where
 * it is foreign); with a slash, part of its stem. Initial consonants stand for syllables. Empty fits all.
 */
export function searchFilter(search: string, table: GroupTable, naming: Naming): (row: number) => boolean {
  const wanted = fold(search.trim());
  if (wanted === '') return () => true;
  if (wanted.includes('/')) return stemFilter(wanted, table);
  const pattern = new TextPattern(wanted);
  const mayBeUuid = UUID_PART.test(wanted);
  const inUuids = wanted.length >= MIN_UUID_PART && mayBeUuid;
  return (row) => {
    if (table.has(row, FOREIGN)) return table.fileNameHas(row, pattern);
    const inName = naming.facts.nameHas(row, pattern);
    if (inName === true) return true;
    return (inName === null ? mayBeUuid : inUuids) && table.uuidHas(row, pattern);
  };
}

/** What is before the last slash must end the album, what is after it begin the file; or all of it is in the album. */
function stemFilter(wanted: string, table: GroupTable): (row: number) => boolean {
  const cut = wanted.lastIndexOf('/') + 1;
  const [inside, ending] = [new TextPattern(wanted), new TextPattern(wanted.slice(0, cut))];
  const start = wanted.length === cut ? null : new TextPattern(wanted.slice(cut));
  const albums = new Map<number, 'all' | 'some' | 'none'>();
  const judge = (number: number): 'all' | 'some' | 'none' => {
    const album = table.albums.name(number);
    const fit = inside.isIn(album) ? 'all' : ending.isAtEndOf(album) ? 'some' : 'none';
    albums.set(number, fit);
    return fit;
  };
  return (row) => {
    const number = table.albumNumber(row);
    const fit = albums.get(number) ?? judge(number);
    if (fit !== 'some') return fit === 'all';
    return start?.isAtStartOf(table.has(row, FOREIGN) ? table.fileName(row) : table.uuid(row)) ?? true;
  };
}
