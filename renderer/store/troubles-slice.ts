import type { AppError, Result } from '../../shared/app-error.ts';
import type { CredentialTrouble } from '../../shared/connection.ts';
import { invoke } from '../api.ts';
import { i18n } from '../i18n/i18n.ts';
import type { OpenRequest } from './connection-slice.ts';
import { hasStoppedLogIn, isSameSource, keyEntryFor, mayConcern } from './known-troubles.ts';
import type { SliceOf } from './slice.ts';

/** What a person did about a trouble. One that ends without it ends without a word. */
type Mending = 'log-in' | 'new-keys' | 'reload';

export interface TroublesSlice {
  /** Sources whose keys do not work now, or are not yet known to work since the person mended them. */
  troubles: readonly CredentialTrouble[];
  /** Troubles, by id, whose screen was closed: a bar stands for them. */
  troublesAside: ReadonlySet<string>;
  /** What was done last about a trouble, by its id. */
  mendings: ReadonlyMap<string, Mending>;
  loadTroubles: () => Promise<void>;
  troublesChanged: (troubles: readonly CredentialTrouble[]) => void;
  /** Closes a trouble's screen, and gives up what cannot go on without its keys; an open bucket stays open. */
  closeTrouble: (troubleId: string) => Promise<void>;
  /** Shows the screen of a trouble again that was put aside. */
  showTrouble: (troubleId: string) => void;
  /**
   * The person turned to another connection, or to none: what ends by that is not mended. A trouble put aside that the
   * new one may wait for is shown in full again.
   */
  leaveTroubles: (request: OpenRequest | null) => void;
  /** Begins the login of an SSO profile. */
  logIn: (troubleId: string) => Promise<void>;
  stopLogIn: (troubleId: string) => Promise<void>;
  /** Reads the source anew and lets what waits try again. */
  reloadSource: (troubleId: string) => Promise<void>;
  /** Opens the key window for the source in trouble; settles when it closed. */
  enterNewKeys: (trouble: CredentialTrouble) => Promise<void>;
}

/** Keys that do not work after all are refused within this: the requests that waited for them try at once. */
const PROOF_MS = 1500;

export const createTroublesSlice: SliceOf<TroublesSlice> = (set, get) => {
  /** Troubles that ended by other keys or another reading, until it shows whether those work; by id. */
  const unproven = new Map<string, ReturnType<typeof setTimeout>>();

  const drop = (troubleId: string) => {
    clearTimeout(unproven.get(troubleId));
    unproven.delete(troubleId);
    note(troubleId, null);
    set({ troubles: get().troubles.filter((trouble) => trouble.troubleId !== troubleId) });
  };

  const prove = ({ troubleId }: CredentialTrouble, mending: Mending) => {
    if (unproven.has(troubleId)) return;
    const settle = () => {
      drop(troubleId);
      announceMended(mending);
    };
    unproven.set(troubleId, setTimeout(settle, PROOF_MS));
  };

  const tell = (error: AppError) => {
    // A trouble that main does not know any more is mended.
    if (error.code !== 'unknown-trouble') get().notifyError(error);
  };

  const note = (troubleId: string, mending: Mending | null) => {
    const mendings = new Map(get().mendings);
    if (mending === null) mendings.delete(troubleId);
    else mendings.set(troubleId, mending);
    set({ mendings });
  };

  const mend = async (troubleId: string, mending: Mending, ask: () => Promise<Result<null>>): Promise<void> => {
    // Noted before main is asked: the trouble may end before the answer is here.
    note(troubleId, mending);
    const answer = await ask();
    if (answer.ok) return;
    note(troubleId, null);
    tell(answer.error);
  };

  const announceMended = (mending: Mending) => {
    const texts = {
      'log-in': i18n.t('credentials.loggedIn'),
      'new-keys': i18n.t('credentials.newKeysWork'),
      reload: i18n.t('credentials.keysWorkAgain'),
    };
    get().notify({ tone: 'ok', text: texts[mending] });
  };

  return {
    troubles: [],
    troublesAside: new Set(),
    mendings: new Map(),

    loadTroubles: async () => {
      const answer = await invoke('credentials/troubles', undefined);
      if (answer.ok) get().troublesChanged(answer.value);
      else get().notifyError(answer.error);
    },

    troublesChanged: (told) => {
      const before = get();
      const isTold = ({ troubleId }: CredentialTrouble) => told.some((trouble) => trouble.troubleId === troubleId);
      const isFollowed = ({ source }: CredentialTrouble) =>
        told.some((trouble) => isSameSource(trouble.source, source));
      const mendings = new Map(before.mendings);
      for (const trouble of told) if (hasStoppedLogIn(trouble, before.troubles)) mendings.delete(trouble.troubleId);
      const held: CredentialTrouble[] = [];
      for (const trouble of before.troubles.filter((known) => !isTold(known))) {
        const mending = mendings.get(trouble.troubleId);
        if (mending === 'log-in') announceMended(mending);
        else if (mending && !isFollowed(trouble)) held.push(trouble);
      }
      const troubles = [...told, ...held];
      const isKept = (id: string) => troubles.some(({ troubleId }) => troubleId === id);
      for (const [id, timer] of unproven) {
        if (held.some(({ troubleId }) => troubleId === id)) continue;
        clearTimeout(timer);
        unproven.delete(id);
      }
      set({
        troubles,
        troublesAside: new Set([...before.troublesAside].filter(isKept)),
        mendings: new Map([...mendings].filter(([id]) => isKept(id))),
      });
      for (const trouble of held) prove(trouble, mendings.get(trouble.troubleId) ?? 'reload');
    },

    closeTrouble: async (troubleId) => {
      if (unproven.has(troubleId)) return drop(troubleId);
      set({ troublesAside: new Set([...get().troublesAside, troubleId]) });
      const { connection, troubles, giveUpOpening } = get();
      if (connection.kind === 'opening') {
        const trouble = troubles.find((known) => known.troubleId === troubleId);
        if (trouble && !mayConcern(trouble, connection.request)) return;
        set({ mendings: new Map() });
        await giveUpOpening();
      } else if (connection.kind === 'choosing') {
        set({ mendings: new Map() });
        const answer = await invoke('buckets/give-up', undefined);
        if (!answer.ok) get().notifyError(answer.error);
      }
    },

    showTrouble: (troubleId) => {
      set({ troublesAside: new Set([...get().troublesAside].filter((id) => id !== troubleId)) });
    },

    leaveTroubles: (request) => {
      for (const id of [...unproven.keys()]) drop(id);
      const { troubles, troublesAside } = get();
      const kept = troubles.filter((trouble) => request === null || !mayConcern(trouble, request));
      const ids = kept.map(({ troubleId }) => troubleId).filter((id) => troublesAside.has(id));
      set({ troublesAside: new Set(ids), mendings: new Map() });
    },

    logIn: (troubleId) => mend(troubleId, 'log-in', () => invoke('credentials/log-in', { troubleId })),

    stopLogIn: async (troubleId) => {
      note(troubleId, null);
      const answer = await invoke('credentials/stop-log-in', { troubleId });
      if (!answer.ok) tell(answer.error);
    },

    reloadSource: (troubleId) => mend(troubleId, 'reload', () => invoke('credentials/reload', { troubleId })),

    enterNewKeys: async ({ troubleId, source }) => {
      const purpose = keyEntryFor(source);
      if (purpose === null) return;
      note(troubleId, 'new-keys');
      if ((await get().enterKeys(purpose)) === null) note(troubleId, null);
    },
  };
};
