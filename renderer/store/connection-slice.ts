import type { AppError } from '../../shared/app-error.ts';
import { type BrokenOff, brokenOff } from '../../shared/broken-off.ts';
import type { ConnectionSummary, Request } from '../../shared/contract.ts';
import type { ListingStatus } from '../../shared/pictures.ts';
import { invoke } from '../api.ts';
import type { Leaving } from './questions-slice.ts';
import type { SliceOf } from './slice.ts';

export type OpenRequest = Request<'connections/open'>;

/** Where the window stands between no bucket and an open one. `current` stays open behind the connect screen. */
export type ConnectionState =
  | { kind: 'starting' }
  | { kind: 'choosing'; current: ConnectionSummary | null; error: AppError | null; failed: OpenRequest | null }
  | { kind: 'opening'; current: ConnectionSummary | null; request: OpenRequest }
  | { kind: 'open'; connection: ConnectionSummary };

export interface ConnectionSlice {
  connection: ConnectionState;
  listing: ListingStatus | null;
  /** How often the bucket was read again, at the person's wish or since its server is back: what failed is tried again. */
  refreshes: number;
  /** Asks main which connection is open, at the window's start. */
  resumeConnection: () => Promise<void>;
  /** Opens a bucket; another that is still being opened is given up for it. Asks first where work would be broken off. */
  openConnection: (request: OpenRequest) => Promise<void>;
  /** Stops opening and goes back to choosing. */
  giveUpOpening: () => Promise<void>;
  /** Shows the connect screen; the open connection stays until another is opened. */
  chooseConnection: () => void;
  /** Back from the connect screen to the connection that is still open. */
  keepConnection: () => void;
  /** Asks first where work would be broken off. */
  closeConnection: () => Promise<void>;
  /** Leaves the open bucket without a question: the person has answered it. */
  leaveConnection: (leaving: Leaving) => Promise<void>;
  /** Main opened, switched or closed the connection. */
  connectionChanged: (connection: ConnectionSummary | null) => void;
  listingChanged: (listing: ListingStatus) => void;
  refresh: () => Promise<void>;
}

/** The open connection's id, or null. */
export const connectionIdOf = (state: Pick<ConnectionSlice, 'connection'>): string | null =>
  state.connection.kind === 'open' ? state.connection.connection.connectionId : null;

/** The connection that is open, also behind the connect screen. */
export const currentOf = (state: ConnectionState): ConnectionSummary | null => {
  if (state.kind === 'open') return state.connection;
  return state.kind === 'starting' ? null : state.current;
};

/** A bucket that answers sooner than this is shown at once, with no other screen before it. */
const RESUME_PATIENCE_MS = 400;

/** The open connection as it is known now, wherever the window stands: its bucket may turn out to be in another region. */
const withCurrent = (state: ConnectionState, connection: ConnectionSummary): ConnectionState => {
  if (state.kind === 'open') return { kind: 'open', connection };
  return state.kind === 'starting' ? state : { ...state, current: connection };
};

const nothingOpen: ConnectionState = { kind: 'choosing', current: null, error: null, failed: null };

/** Back to choosing, with the reason; having been called off is none. */
const notOpened = (
  current: ConnectionSummary | null,
  error: AppError | null,
  failed: OpenRequest | null,
): ConnectionState =>
  error === null || error.code === 'cancelled'
    ? { kind: 'choosing', current, error: null, failed: null }
    : { kind: 'choosing', current, error, failed };

export const createConnectionSlice: SliceOf<ConnectionSlice> = (set, get) => {
  const show = (connection: ConnectionSummary) => {
    const state = get().connection;
    if (state.kind === 'open' && state.connection.connectionId === connection.connectionId) return;
    const isOther = currentOf(state)?.connectionId !== connection.connectionId;
    set({ connection: { kind: 'open', connection }, ...(isOther ? { listing: null } : {}) });
    if (!isOther) return;
    get().forgetReach();
    get().startCatalogue();
    void askStatus(connection.connectionId);
  };

  /**
   * What was told of a connection before the window knew it went by unheard: a small bucket's whole listing, a server that
   * is out of reach. What was heard since is newer than the answer.
   */
  const askStatus = async (connectionId: string) => {
    const answer = await invoke('connections/current', undefined);
    if (!answer.ok || answer.value?.connection.connectionId !== connectionId) return;
    if (connectionIdOf(get()) !== connectionId) return;
    if (get().listing === null) set({ listing: answer.value.listing });
    get().learnReach(answer.value);
  };

  const isOpening = (request: OpenRequest | null): boolean => {
    const { connection } = get();
    return connection.kind === 'opening' && connection.request === request;
  };

  /** What leaving the open bucket would break off. */
  const workOfCurrent = (): BrokenOff | null => {
    const current = currentOf(get().connection);
    if (current === null) return null;
    const own = get().jobs.filter((job) => job.connectionId === current.connectionId);
    return brokenOff(own, () => current.kind === 'demo');
  };
  const leaveUnlessAsked = (leaving: Leaving): Promise<void> => {
    const work = workOfCurrent();
    if (work === null) return get().leaveConnection(leaving);
    get().askLeave(leaving, work);
    return Promise.resolve();
  };
  const open = async (request: OpenRequest) => {
    const current = currentOf(get().connection);
    get().leaveTroubles(request);
    set({ connection: { kind: 'opening', current, request } });
    const answer = await invoke('connections/open', request);
    if (answer.ok) show(answer.value);
    else if (isOpening(request)) set({ connection: notOpened(current, answer.error, request) });
  };
  const close = async () => {
    const connectionId = connectionIdOf(get());
    if (connectionId === null) return;
    get().leaveTroubles(null);
    const answer = await invoke('connections/close', { connectionId });
    if (answer.ok) get().connectionChanged(null);
    else get().notifyError(answer.error);
  };

  return {
    connection: { kind: 'starting' },
    listing: null,
    refreshes: 0,

    resumeConnection: async () => {
      const asked = await invoke('connections/resuming', undefined);
      const resuming = asked.ok ? asked.value : null;
      const timer = setTimeout(() => {
        if (resuming === null || get().connection.kind !== 'starting') return;
        set({ connection: { kind: 'opening', current: null, request: resuming } });
      }, RESUME_PATIENCE_MS);
      const answer = await invoke('connections/current', undefined);
      clearTimeout(timer);
      const { connection } = get();
      // The person may have chosen something else meanwhile.
      const isAwaited = connection.kind === 'starting' || isOpening(resuming);
      if (answer.ok && answer.value) {
        if (isAwaited) show(answer.value.connection);
      } else if (isAwaited) set({ connection: notOpened(null, answer.ok ? null : answer.error, resuming) });
    },

    openConnection: (request) => leaveUnlessAsked({ kind: 'open', request }),
    closeConnection: () => leaveUnlessAsked({ kind: 'close' }),
    leaveConnection: (leaving) => {
      if (get().question.kind === 'leave') get().closeQuestion();
      return leaving.kind === 'open' ? open(leaving.request) : close();
    },

    giveUpOpening: async () => {
      if (get().connection.kind !== 'opening') return;
      get().chooseConnection();
      const answer = await invoke('connections/give-up', undefined);
      if (!answer.ok) get().notifyError(answer.error);
    },

    chooseConnection: () => {
      const current = currentOf(get().connection);
      set({ connection: { kind: 'choosing', current, error: null, failed: null } });
    },

    keepConnection: () => {
      const current = currentOf(get().connection);
      void get().giveUpOpening();
      if (current) set({ connection: { kind: 'open', connection: current } });
    },

    connectionChanged: (connection) => {
      const state = get().connection;
      if (connection) {
        const isKnown = currentOf(state)?.connectionId === connection.connectionId;
        if (isKnown) set({ connection: withCurrent(state, connection) });
        // The answer to `connections/open` follows and settles it.
        else if (state.kind !== 'opening') show(connection);
        return;
      }
      if (state.kind === 'opening') return;
      get().stopCatalogue();
      get().forgetReach();
      set({ connection: nothingOpen, listing: null });
    },

    listingChanged: (listing) => {
      if (listing.connectionId === currentOf(get().connection)?.connectionId) set({ listing });
    },

    refresh: async () => {
      const connectionId = connectionIdOf(get());
      if (connectionId === null) return;
      set({ refreshes: get().refreshes + 1 });
      const answer = await invoke('catalogue/refresh', { connectionId });
      if (!answer.ok) get().notifyError(answer.error);
    },
  };
};
