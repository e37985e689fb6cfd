import { createHash } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import { type BucketConnection, bucketConnectionSchema, credentialSourceSchema } from '../../shared/connection.ts';
import type { SavedConnection } from '../../shared/contract.ts';
import { DEFAULT_PROFILE } from '../credentials/profiles.ts';
import { toWriteFailure } from '../files/file-error.ts';
import { writeAtomically } from '../files/write.ts';
import { normalizePrefix } from './address.ts';
import type { IndexPlace } from './local-index.ts';
import type { BucketPlace } from './open-bucket.ts';

/**
 * The connections that were opened before, newest first. They name a source of keys and hold none.
 * Changes throw `not-writable` or `disk-full`.
 */
export interface SavedConnections {
  list(): Promise<SavedConnection[]>;
  /**
   * Puts a connection first; one to the same place through the same source is replaced. `label` names the source, `at` is
   * where the bucket turned out to be: its server may be known to the source only.
   */
  add(connection: BucketConnection, label: string, at?: BucketPlace): Promise<SavedConnection>;
  /** Takes one from the list; on `remove` it stays among the `forgotten` until all that is kept of it is `cleared`. */
  forget(savedId: string, local: 'keep' | 'remove'): Promise<void>;
  /** Where those in the list are. */
  places(): Promise<IndexPlace[]>;
  /** Those that are not in the list any more, and of which something may lie on this computer still. */
  forgotten(): Promise<IndexPlace[]>;
  /** Nothing of it is kept any more: takes it from the `forgotten`. */
  cleared(place: IndexPlace): Promise<void>;
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
  forgotten: v.optional(v.array(v.unknown()), []),
});

interface Saved {
  /** Newest first. */
  connections: KeptConnection[];
  /** Whether the newest is opened at the next start. */
  reopen: boolean;
  forgotten: IndexPlace[];
}

/** `server` where the bucket is at another endpoint than the connection says. */
type KeptConnection = SavedConnection & { server?: string };

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
    list: async () => (await current()).connections.map(shown),
    async add(connection, label, at) {
      const server = at === undefined || at.endpoint === connection.endpoint ? {} : { server: at.endpoint };
      const added = withId({ ...connection, label, ...server });
      await change(({ connections, forgotten }) => {
        const others = connections.filter(({ savedId }) => savedId !== added.savedId);
        return {
          connections: [added, ...others].slice(0, MAX_SAVED),
          reopen: true,
          forgotten: without(forgotten, placeOf(added)),
        };
      });
      return shown(added);
    },
    forget: (savedId, local) =>
      change(({ connections, reopen, forgotten }) => {
        const leaving = connections.filter((connection) => connection.savedId === savedId);
        const gone = local === 'remove' ? leaving.map(placeOf) : [];
        return {
          connections: connections.filter((connection) => connection.savedId !== savedId),
          // The one before it was not the last to be open.
          reopen: reopen && connections[0]?.savedId !== savedId,
          forgotten: [...gone.reduce(without, forgotten), ...gone],
        };
      }),
    places: async () => (await current()).connections.map(placeOf),
    forgotten: async () => (await current()).forgotten,
    cleared: (place) => change((saved) => ({ ...saved, forgotten: without(saved.forgotten, place) })),
    async last() {
      const { connections, reopen } = await current();
      return reopen && connections[0] !== undefined ? shown(connections[0]) : null;
    },
    leave: () => change((saved) => ({ ...saved, reopen: false })),
  };
}

type Kept = v.InferOutput<typeof keptSchema>;
const keptSchema = v.strictObject({
  ...bucketConnectionSchema.entries,
  label: v.string(),
  server: v.exactOptional(v.string()),
});
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
const placeSchema = v.object({
  source: credentialSourceSchema,
  endpoint: v.string(),
  name: v.string(),
  prefix: v.string(),
});

const shown = ({ server: _, ...connection }: KeptConnection): SavedConnection => connection;

const placeOf = ({ source, endpoint, server, bucket, prefix }: KeptConnection): IndexPlace => ({
  source,
  endpoint: server ?? endpoint,
  name: bucket,
  prefix: normalizePrefix(prefix),
});

const without = (places: readonly IndexPlace[], place: IndexPlace): IndexPlace[] =>
  places.filter((one) => JSON.stringify(one) !== JSON.stringify(place));

/** The id follows from the place and the source, so that a new region or path style replaces the old one. */
function withId(connection: Kept): KeptConnection {
  const { source, bucket, prefix, endpoint } = connection;
  const place = JSON.stringify([source, bucket, prefix, endpoint]);
  return { ...connection, savedId: createHash('sha256').update(place).digest('hex').slice(0, 32) };
}

async function read(file: string): Promise<Saved> {
  const text = await readFile(file, 'utf8').catch(() => '');
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), fileSchema), text);
  if (!parsed.success) return { connections: [], reopen: false, forgotten: [] };
  const connections = parsed.output.connections
    .map((entry) => v.safeParse(entrySchema, entry))
    .flatMap((entry) => (entry.success ? [withId(entry.output)] : []))
    .slice(0, MAX_SAVED);
  const forgotten = parsed.output.forgotten
    .map((entry) => v.safeParse(placeSchema, entry))
    .flatMap((entry) => (entry.success ? [entry.output] : []));
  return { connections, reopen: parsed.output.reopen, forgotten };
}

async function write(file: string, { connections, reopen, forgotten }: Saved): Promise<void> {
  const kept = connections.map(({ savedId: _, ...connection }) => connection);
  const all = { version: FILE_VERSION, connections: kept, reopen, ...(forgotten.length > 0 ? { forgotten } : {}) };
  const content = `${JSON.stringify(all, null, 2)}\n`;
  try {
    await mkdir(path.dirname(file), { recursive: true });
  } catch (thrown) {
    throw toWriteFailure(thrown, file);
  }
  await writeAtomically(file, { content }, { signal: new AbortController().signal });
}
