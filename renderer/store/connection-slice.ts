import type { AppError } from '../../shared/app-error.ts';
import type { ConnectionSummary, ListingStatus, Request } from '../../shared/contract.ts';
import { invoke } from '../api.ts';
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
  /** How often the bucket was read again at the person's wish: pictures that failed before are tried again. */
  refreshes: number;
  /** Asks main which connection is open, at the window's start. */
  resumeConnection: () => Promise<void>;
  openConnection: (request: OpenRequest) => Promise<void>;
  /** Shows the connect screen; the open connection stays until another is opened. */
  chooseConnection: () => void;
  /** Back from the connect screen to the connection that is still open. */
  keepConnection: () => void;
  closeConnection: () => Promise<void>;
  /** Main opened, switched or closed the connection. */
  connectionChanged: (connection: ConnectionSummary | null) => void;
  listingChanged: (listing: ListingStatus) => void;
  refresh: () => Promise<void>;
}

/** The open connection's id, or null. */
export const connectionIdOf = (state: Pick<ConnectionSlice, 'connection'>): string | null =>
  state.connection.kind === 'open' ? state.connection.connection.connectionId : null;

const currentOf = (state: ConnectionState): ConnectionSummary | null => {
  if (state.kind === 'open') return state.connection;
  return state.kind === 'starting' ? null : state.current;
};

const nothingOpen: ConnectionState = { kind: 'choosing', current: null, error: null, failed: null };

export const createConnectionSlice: SliceOf<ConnectionSlice> = (set, get) => {
  const show = (connection: ConnectionSummary) => {
    const state = get().connection;
    if (state.kind === 'open' && state.connection.connectionId === connection.connectionId) return;
    const isOther = currentOf(state)?.connectionId !== connection.connectionId;
    set({ connection: { kind: 'open', connection }, ...(isOther ? { listing: null } : {}) });
    if (isOther) get().startCatalogue();
  };

  return {
    connection: { kind: 'starting' },
    listing: null,
    refreshes: 0,

    resumeConnection: async () => {
      const answer = await invoke('connections/current', undefined);
      if (!answer.ok || answer.value === null) {
        if (get().connection.kind === 'starting') {
          set({ connection: { ...nothingOpen, error: answer.ok ? null : answer.error } });
        }
        return;
      }
      show(answer.value.connection);
      set({ listing: answer.value.listing });
    },

    openConnection: async (request) => {
      const current = currentOf(get().connection);
      set({ connection: { kind: 'opening', current, request } });
      const answer = await invoke('connections/open', request);
      if (answer.ok) show(answer.value);
      else set({ connection: { kind: 'choosing', current, error: answer.error, failed: request } });
    },

    chooseConnection: () => {
      const current = currentOf(get().connection);
      set({ connection: { kind: 'choosing', current, error: null, failed: null } });
    },

    keepConnection: () => {
      const current = currentOf(get().connection);
      if (current) set({ connection: { kind: 'open', connection: current } });
    },

    closeConnection: async () => {
      const connectionId = connectionIdOf(get());
      if (connectionId === null) return;
      const answer = await invoke('connections/close', { connectionId });
      if (answer.ok) get().connectionChanged(null);
      else get().notifyError(answer.error);
    },

    connectionChanged: (connection) => {
      const state = get().connection;
      if (connection) {
        // The answer to `connections/open` follows and settles it.
        if (state.kind !== 'opening') show(connection);
        return;
      }
      if (state.kind === 'opening') return;
      get().stopCatalogue();
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
