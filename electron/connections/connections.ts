import { randomUUID } from 'node:crypto';
import { AppFailure } from '../../shared/app-error.ts';
import type { BucketConnection } from '../../shared/connection.ts';
import type { ConnectionSummary, Request } from '../../shared/contract.ts';
import { sweepTemporaries } from '../files/sweep.ts';
import type { Bucket } from '../s3/bucket.ts';
import { clearForgotten, type KeptElsewhere } from './forgotten.ts';
import { type IndexPlace, isKept, localIndex } from './local-index.ts';
import { type BucketPlace, type OpenBucketParts, openBucket, unwatched, type WatchedBucket } from './open-bucket.ts';
import { type ConnectionParts, type OpenConnection, openConnection } from './open-connection.ts';
import type { SavedConnections } from './saved-connections.ts';

export interface Connections {
  /**
   * Opens a bucket in place of the one before; a second call gives up on the first (`cancelled`). One that was open before
   * is there at once, as it was, and is brought up to date while it is open.
   */
  open(request: Request<'connections/open'>): Promise<ConnectionSummary>;
  /** Throws `unknown-connection`. */
  get(connectionId: string): OpenConnection;
  /** The connection with this id, or null where another one, or none, is open. */
  find(connectionId: string): OpenConnection | null;
  current(): OpenConnection | null;
  /** Ends what is being opened now with `cancelled`; what is open stays. */
  giveUp(): void;
  /**
   * Takes a saved connection from the list, and on `remove` what is kept of it from this computer: in the background, and
   * for what is open once it is closed. What could not be removed is, after the next start. Throws `not-writable` or
   * `disk-full`.
   */
  forget(savedId: string, local: 'keep' | 'remove'): Promise<void>;
  close(): Promise<void>;
}

interface ConnectionsOptions extends ConnectionParts, OpenBucketParts {
  saved: SavedConnections;
  /** Folder of the local indexes, one for each bucket. */
  indexFolder: string;
  /** What else is kept of buckets. */
  elsewhere?: KeptElsewhere;
  /** The demo's bucket; started when first asked for. */
  openDemoBucket(options: { signal: AbortSignal }): Promise<Bucket>;
  /** A connection could not be remembered. */
  onUnsaved(reason: unknown): void;
  /** Something of a forgotten connection could not be removed yet. */
  onUnforgotten?(reason: unknown): void;
  /** Before a connection goes: its jobs are cancelled and its results dropped. */
  beforeClose(connectionId: string): Promise<void>;
  /** What an earlier run left undone in this bucket can go on. */
  afterOpen?(connection: OpenConnection): void;
  /** The server can be reached again. */
  onBack?(connection: OpenConnection): void;
}

/** The connections of the window: one at a time, by ids that mean nothing outside this run. */
export function createConnections(options: ConnectionsOptions): Connections {
  let current: OpenConnection | null = null;
  let opening = new AbortController();
  /** A run that was killed while it kept a catalogue left what it had written of it. */
  let turn: Promise<unknown> = sweepTemporaries(options.indexFolder);

  /** One change at a time: closing waits for jobs, and two that went on together would leave one open for ever. */
  const inTurn = <T>(change: () => Promise<T>): Promise<T> => {
    const done = turn.then(change);
    turn = done.catch(() => undefined);
    return done;
  };
  const onUnforgotten = options.onUnforgotten ?? (() => undefined);
  const clearWhatIsForgotten = (): Promise<void> =>
    clearForgotten({ ...options, open: current?.bucket ?? null, onFailure: onUnforgotten }).catch(onUnforgotten);
  // A run may have ended before it was through with that.
  void inTurn(clearWhatIsForgotten);
  const closeCurrent = async (): Promise<void> => {
    const closing = current;
    current = null;
    if (closing === null) return;
    await options.beforeClose(closing.summary.connectionId);
    await closing.close();
  };
  const replaceCurrent = async (target: Target, opened: Opened, signal: AbortSignal): Promise<ConnectionSummary> => {
    const { bucket } = opened.watched;
    const summary = summaryOf(target, opened);
    const index =
      target.kind === 'demo' ? { namesPath: null } : localIndex(options.indexFolder, placeOf(target, bucket));
    let connection: OpenConnection;
    try {
      signal.throwIfAborted();
      await closeCurrent();
      connection = await openConnection(summary, opened.watched, index, options);
    } catch (thrown) {
      bucket.close();
      throw thrown;
    }
    current = connection;
    opened.listener.onOnline = () => {
      connection.comeBack();
      options.onBack?.(connection);
    };
    opened.listener.onRegion = (region) => {
      connection.moveTo(region);
      if (current === connection) options.emit('connections/changed', { connection: connection.summary });
    };
    // A folder that cannot be written must not keep an open bucket from being shown.
    if (target.kind === 'bucket') await options.saved.add(target, summary.label, bucket).catch(options.onUnsaved);
    options.emit('connections/changed', { connection: summary });
    options.afterOpen?.(connection);
    // Not before: of the same bucket something may have been forgotten that is of use to this one.
    void inTurn(clearWhatIsForgotten);
    return summary;
  };

  return {
    async open(request) {
      opening.abort();
      opening = new AbortController();
      const { signal } = opening;
      const target = request.kind === 'saved' ? await findSaved(options.saved, request.savedId) : request;
      const opened = await openTarget(target, options, signal);
      return inTurn(() => replaceCurrent(target, opened, signal));
    },
    get(connectionId) {
      if (current?.summary.connectionId !== connectionId) throw new AppFailure({ code: 'unknown-connection' });
      return current;
    },
    find: (connectionId) => (current?.summary.connectionId === connectionId ? current : null),
    current: () => current,
    giveUp: () => opening.abort(),
    async forget(savedId, local) {
      await options.saved.forget(savedId, local);
      void inTurn(clearWhatIsForgotten);
    },
    close() {
      opening.abort();
      return inTurn(async () => {
        await closeCurrent();
        await clearWhatIsForgotten();
        options.emit('connections/changed', { connection: null });
      });
    },
  };
}

type Target = BucketConnection | { kind: 'demo' };

/** A bucket on its way to become the window's connection, under the id it will have. */
interface Opened {
  connectionId: string;
  watched: WatchedBucket;
  listener: BucketListener;
}

/** Is told of an open bucket; of one that is being opened nobody need hear. */
interface BucketListener {
  /** The server can be reached again. */
  onOnline(): void;
  /** The bucket turned out to be in another region. */
  onRegion(region: string): void;
}

async function openTarget(target: Target, options: ConnectionsOptions, signal: AbortSignal): Promise<Opened> {
  const connectionId = randomUUID();
  const listener: BucketListener = { onOnline: () => undefined, onRegion: () => undefined };
  if (target.kind === 'demo') {
    return { connectionId, watched: unwatched(await options.openDemoBucket({ signal })), listener };
  }
  const watched = await openBucket(target, options, {
    signal,
    wasOpen: (place) => isKept(localIndex(options.indexFolder, placeOf(target, place))),
    onAbilities: (abilities) => options.emit('connections/abilities', { connectionId, abilities }),
    onNetwork(network) {
      options.emit('connections/network', { connectionId, network });
      if (network.state === 'online') listener.onOnline();
    },
    onRegion: (region) => listener.onRegion(region),
  });
  return { connectionId, watched, listener };
}

async function findSaved(saved: SavedConnections, savedId: string): Promise<BucketConnection> {
  const found = (await saved.list()).find((one) => one.savedId === savedId);
  if (found === undefined) throw new AppFailure({ code: 'unknown-connection' });
  const { savedId: _, label: __, ...connection } = found;
  return connection;
}

function summaryOf(target: Target, { connectionId, watched: { bucket, label } }: Opened): ConnectionSummary {
  return {
    connectionId,
    kind: target.kind,
    bucket: bucket.name,
    prefix: bucket.prefix,
    region: bucket.region,
    endpoint: bucket.endpoint,
    preset: target.kind === 'bucket' ? target.preset : 'other',
    source: target.kind === 'bucket' ? target.source : null,
    label,
  };
}

const placeOf = ({ source }: BucketConnection, { endpoint, name, prefix }: BucketPlace): IndexPlace => ({
  source,
  endpoint,
  name,
  prefix,
});
