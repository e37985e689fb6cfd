import { createHash } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import { type BucketConnection, bucketConnectionSchema } from '../../shared/connection.ts';
import type { SavedConnection } from '../../shared/contract.ts';
import { DEFAULT_PROFILE } from '../credentials/profiles.ts';
import { toWriteFailure } from '../files/file-error.ts';
import { writeAtomically } from '../files/write.ts';

/**
 * The connections that were opened before, newest first. They name a source of keys and hold none.
 * Changes throw `not-writable` or `disk-full`.
 */
export interface SavedConnections {
  list(): Promise<SavedConnection[]>;
  /** Puts a connection first; one to the same place through the same source is replaced. `label` names the source. */
  add(connection: BucketConnection, label: string): Promise<SavedConnection>;
  forget(savedId: string): Promise<void>;
  /** The one to reopen at the next start: the newest, unless the person closed it. */
  last(): Promise<SavedConnection | null>;
  /** The person closed the connection: the next start opens none by itself. */
  leave(): Promise<void>;
}

/** More than a menu shows at once. */
export const MAX_SAVED = 20;

/** Version 1 knew profiles only, as the kind of a connection. */
const FILE_VERSION = 2;
const fileSchema = v.object({
  version: v.picklist([1, FILE_VERSION]),
  connections: v.array(v.unknown()),
  reopen: v.optional(v.boolean(), true),
});

interface Saved {
  /** Newest first. */
  connections: SavedConnection[];
  /** Whether the newest is opened at the next start. */
  reopen: boolean;
}

/** Connections kept in a JSON file. A missing or damaged file counts as empty, a damaged entry as absent. */
export function openSavedConnections(file: string): SavedConnections {
  let turn: Promise<unknown> = Promise.resolve();

  /** One change at a time: two at once would each write a list without the other's. */
  const change = (act: (saved: Saved) => Saved): Promise<void> => {
    const done = turn.then(async () => write(file, act(await read(file))));
    turn = done.catch(() => undefined);
    return done;
  };
  const current = async (): Promise<Saved> => {
    await turn;
    return read(file);
  };

  return {
    list: async () => (await current()).connections,
    async add(connection, label) {
      const added = withId({ ...connection, label });
      await change(({ connections }) => {
        const others = connections.filter(({ savedId }) => savedId !== added.savedId);
        return { connections: [added, ...others].slice(0, MAX_SAVED), reopen: true };
      });
      return added;
    },
    forget: (forgotten) =>
      change(({ connections, reopen }) => ({
        connections: connections.filter(({ savedId }) => savedId !== forgotten),
        // The one before it was not the last to be open.
        reopen: reopen && connections[0]?.savedId !== forgotten,
      })),
    async last() {
      const { connections, reopen } = await current();
      return reopen ? (connections[0] ?? null) : null;
    },
    leave: () => change((saved) => ({ ...saved, reopen: false })),
  };
}

type Kept = v.InferOutput<typeof keptSchema>;
const keptSchema = v.strictObject({ ...bucketConnectionSchema.entries, label: v.string() });
const firstVersionSchema = v.pipe(
  v.strictObject({
    ...v.omit(bucketConnectionSchema, ['kind', 'source', 'preset']).entries,
    kind: v.literal('profile'),
    profile: v.string(),
  }),
  v.transform(({ kind: _, profile, ...place }): unknown => ({
    ...place,
    kind: 'bucket',
    source: { kind: 'profile', profile: profile || DEFAULT_PROFILE },
    preset: place.endpoint === '' ? 'amazon' : 'other',
    label: profile || DEFAULT_PROFILE,
  })),
  keptSchema,
);
const entrySchema = v.union([keptSchema, firstVersionSchema]);

/** The id follows from the place and the source, so that a new region or path style replaces the old one. */
function withId(connection: Kept): SavedConnection {
  const { source, bucket, prefix, endpoint } = connection;
  const place = JSON.stringify([source, bucket, prefix, endpoint]);
  return { ...connection, savedId: createHash('sha256').update(place).digest('hex').slice(0, 32) };
}

async function read(file: string): Promise<Saved> {
  const text = await readFile(file, 'utf8').catch(() => '');
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), fileSchema), text);
  if (!parsed.success) return { connections: [], reopen: false };
  const connections = parsed.output.connections
    .map((entry) => v.safeParse(entrySchema, entry))
    .flatMap((entry) => (entry.success ? [withId(entry.output)] : []))
    .slice(0, MAX_SAVED);
  return { connections, reopen: parsed.output.reopen };
}

async function write(file: string, { connections, reopen }: Saved): Promise<void> {
  const kept = connections.map(({ savedId: _, ...connection }) => connection);
  const content = `${JSON.stringify({ version: FILE_VERSION, connections: kept, reopen }, null, 2)}\n`;
  try {
    await mkdir(path.dirname(file), { recursive: true });
  } catch (thrown) {
    throw toWriteFailure(thrown, file);
  }
  await writeAtomically(file, { content }, { signal: new AbortController().signal });
}
