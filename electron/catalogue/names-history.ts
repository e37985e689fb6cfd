import { randomUUID } from 'node:crypto';
import type { Database } from 'lmdb';

/** Beyond this many notes the oldest go: to read all names again is quicker then. */
const KEPT_NOTES = 100_000;
/** Stands for a whole table of names. No stem ends so. */
const TABLE = '/';
/** The id of this history lies where no note has its number. */
const ID_AT = 0;

/** In which order names became known: what a snapshot of them, taken at a mark, lacks. */
interface NamesHistory {
  /** Null for a table of many names. */
  note(stem: string | null): Promise<unknown>;
  /** The point that the history has reached. */
  mark(): string;
  /** The stems noted after a mark; null where that cannot be told, or a table came. Never throws. */
  since(mark: string): string[] | null;
}

/** Notes by number, from 1 on. A history that was begun anew has another id, so that old marks mean nothing to it. */
export function openNamesHistory(notes: Database<string, number>, keptNotes: number = KEPT_NOTES): NamesHistory {
  const numbers = (reverse: boolean): number => {
    const options = reverse ? { reverse, limit: 1, end: ID_AT + 1 } : { limit: 1, start: ID_AT + 1 };
    const [found] = notes.getKeys(options);
    return Number(found ?? ID_AT);
  };
  const known = notes.get(ID_AT);
  const id = typeof known === 'string' ? known : randomUUID();
  if (known !== id) void notes.put(ID_AT, id).catch(() => undefined);
  let last = numbers(true);
  let first = numbers(false);

  return {
    async note(stem) {
      last += 1;
      if (first === ID_AT) first = last;
      const writes: Promise<unknown>[] = [notes.put(last, stem ?? TABLE)];
      for (; last - first >= keptNotes; first += 1) writes.push(notes.remove(first));
      await Promise.all(writes);
    },
    mark: () => `${id} ${last}`,
    since(mark) {
      const [markedId, marked] = mark.split(' ');
      const from = Number(marked) + 1;
      if (markedId !== id || !(from >= first) || from > last + 1) return null;
      try {
        const stems = [...notes.getRange({ start: from })].map(({ value }) => value);
        return stems.length === last + 1 - from && stems.every(isStem) ? stems : null;
      } catch {
        return null;
      }
    },
  };
}

const isStem = (stem: unknown): boolean => typeof stem === 'string' && stem !== TABLE;
