import { hash } from 'node:crypto';
import { opendir, realpath } from 'node:fs/promises';
import { FIRST_NUMBER, nameKey, numberedName } from '../../shared/file-name.ts';
import { toReadFailure } from '../files/file-error.ts';

/** Entries read from a folder at a time. */
const ENTRIES_AT_A_TIME = 512;
/** Of a digest: fits a number exactly. Two names of a million with one digest cost a number behind one of them. */
const DIGEST_BYTES = 6;

/** The files of one folder that batches write into: what lay there before, and what they have given since. */
export interface FolderNames {
  /** A file of that name, or one that some system takes for the same, lay in the folder when a batch began. */
  isPresent(name: string): boolean;
  /** A batch under way writes, or found, a file of that name. */
  isGiven(name: string): boolean;
  give(name: string): void;
  /** What stands for a name, and for all that some system takes for the same. */
  digestOf(name: string): number;
  /** As {@link give}, by what stands for the names. */
  giveAll(digests: Iterable<number>): void;
  /** The name, then with each further number, from where the last call for that name has come to. */
  candidates(name: string): Generator<string>;
  /** To be called once by each who opened it. */
  leave(): void;
}

/** One {@link FolderNames} for all batches that write into a folder at a time, so that none takes another's name. */
export interface OpenFolders {
  /** Reads the folder anew. Throws `file-not-found` or `not-readable`. */
  open(folder: string): Promise<FolderNames>;
}

export function createOpenFolders(): OpenFolders {
  const open = new Map<string, { names: Names; users: number }>();
  return {
    async open(folder) {
      // By a link, or in other letters, it is the same folder.
      const place = await realpath(folder).catch(() => folder);
      const known = open.get(place) ?? { names: new Names(), users: 0 };
      open.set(place, known);
      known.users += 1;
      const leave = (): void => {
        known.users -= 1;
        if (known.users === 0) open.delete(place);
      };
      try {
        await known.names.read(folder);
      } catch (thrown) {
        leave();
        throw toReadFailure(thrown, folder);
      }
      const { names } = known;
      return {
        isPresent: (name) => names.present.has(names.digestOf(name)),
        isGiven: (name) => names.given.has(names.digestOf(name)),
        give: (name) => void names.given.add(names.digestOf(name)),
        digestOf: (name) => names.digestOf(name),
        giveAll(digests) {
          for (const digest of digests) names.given.add(digest);
        },
        candidates: (name) => names.candidates(name),
        leave,
      };
    },
  };
}

const digestOf = (name: string): number => hash('md5', nameKey(name), 'buffer').readUIntBE(0, DIGEST_BYTES);

/** Names as digests: a folder of a million files costs tens of megabytes and not hundreds. */
class Names {
  readonly present = new Set<number>();
  readonly given = new Set<number>();
  readonly #next = new Map<number, number>();
  /** The same name is asked for several times in a row. */
  #last = { name: '', digest: digestOf('') };

  digestOf(name: string): number {
    if (this.#last.name !== name) this.#last = { name, digest: digestOf(name) };
    return this.#last.digest;
  }

  async read(folder: string): Promise<void> {
    for await (const entry of await opendir(folder, { bufferSize: ENTRIES_AT_A_TIME })) {
      this.present.add(digestOf(entry.name));
    }
  }

  *candidates(name: string): Generator<string> {
    const digest = this.digestOf(name);
    const started = this.#next.get(digest);
    if (started === undefined) yield name;
    for (let number = started ?? FIRST_NUMBER; ; number += 1) {
      this.#next.set(digest, number + 1);
      yield numberedName(name, number);
    }
  }
}
