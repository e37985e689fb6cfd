import { createHash } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import writeFileAtomic from 'write-file-atomic';
import { type ProfileConnection, profileConnectionSchema, type SavedConnection } from '../../shared/contract.ts';
import { toWriteFailure } from '../s3/local-file.ts';

/**
 * The connections that were opened before, newest first. They name a profile and hold no key.
 * Changes throw `not-writable` or `disk-full`.
 */
export interface SavedConnections {
  list(): Promise<SavedConnection[]>;
  /** Puts a connection first; one to the same place through the same profile is replaced. */
  add(connection: ProfileConnection): Promise<SavedConnection>;
  forget(savedId: string): Promise<void>;
  /** The newest; null where there is none. */
  last(): Promise<SavedConnection | null>;
}

/** More than a menu shows at once. */
export const MAX_SAVED = 20;

const FILE_VERSION = 1;
const fileSchema = v.object({ version: v.literal(FILE_VERSION), connections: v.array(v.unknown()) });

/** Connections kept in a JSON file. A missing or damaged file counts as empty, a damaged entry as absent. */
export function openSavedConnections(file: string): SavedConnections {
  let turn: Promise<unknown> = Promise.resolve();

  /** One change at a time: two at once would each write a list without the other's. */
  const change = <T>(act: (connections: SavedConnection[]) => { next: SavedConnection[]; result: T }): Promise<T> => {
    const done = turn.then(async () => {
      const { next, result } = act(await read(file));
      await write(file, next);
      return result;
    });
    turn = done.catch(() => undefined);
    return done;
  };
  const list = async (): Promise<SavedConnection[]> => {
    await turn;
    return read(file);
  };

  return {
    list,
    add: (connection) =>
      change((connections) => {
        const added = withId(connection);
        const others = connections.filter(({ savedId }) => savedId !== added.savedId);
        return { next: [added, ...others].slice(0, MAX_SAVED), result: added };
      }),
    forget: (forgotten) =>
      change((connections) => ({
        next: connections.filter(({ savedId }) => savedId !== forgotten),
        result: undefined,
      })),
    last: async () => (await list())[0] ?? null,
  };
}

/** The id follows from the place and the profile, so that a new region or path style replaces the old one. */
function withId(connection: ProfileConnection): SavedConnection {
  const { profile, bucket, prefix, endpoint } = connection;
  const place = JSON.stringify([profile, bucket, prefix, endpoint]);
  return { ...connection, savedId: createHash('sha256').update(place).digest('hex').slice(0, 32) };
}

async function read(file: string): Promise<SavedConnection[]> {
  const text = await readFile(file, 'utf8').catch(() => '');
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), fileSchema), text);
  if (!parsed.success) return [];
  return parsed.output.connections
    .map((entry) => v.safeParse(profileConnectionSchema, entry))
    .flatMap((entry) => (entry.success ? [withId(entry.output)] : []))
    .slice(0, MAX_SAVED);
}

async function write(file: string, connections: readonly SavedConnection[]): Promise<void> {
  const kept = connections.map(({ savedId: _, ...connection }) => connection);
  try {
    await mkdir(path.dirname(file), { recursive: true });
    await writeFileAtomic(file, `${JSON.stringify({ version: FILE_VERSION, connections: kept }, null, 2)}\n`);
  } catch (thrown) {
    throw toWriteFailure(thrown, file);
  }
}
