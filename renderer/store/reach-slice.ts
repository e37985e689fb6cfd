import type { AppError } from '../../shared/app-error.ts';
import { type Abilities, type NetworkState, unknownAbilities } from '../../shared/connection.ts';
import { invoke } from '../api.ts';
import { connectionIdOf, currentOf } from './connection-slice.ts';
import type { SliceOf } from './slice.ts';

export type AbilityName = keyof Abilities;

/** How far the window reaches into the open bucket: what its keys may do, and whether the server answers at all. */
export interface ReachSlice {
  abilities: Abilities;
  network: NetworkState;
  /** Another connection, of which nothing is known yet. */
  forgetReach: () => void;
  /** Takes over what main answered, except for what it told since it was asked. */
  learnReach: (reach: Pick<ReachSlice, 'abilities' | 'network'>) => void;
  abilitiesChanged: (connectionId: string, abilities: Abilities) => void;
  networkChanged: (connectionId: string, network: NetworkState) => void;
  /** Tries now whether the server answers again, where it does not. */
  tryNow: () => Promise<void>;
}

const online: NetworkState = { state: 'online' };

/** Why the keys may not do something; null while they may, and while nobody has tried. */
export function denialOf(abilities: Abilities, name: AbilityName): AppError | null {
  const ability = abilities[name];
  return ability.state === 'denied' ? ability.error : null;
}

export const createReachSlice: SliceOf<ReachSlice> = (set, get) => {
  const isOpen = (connectionId: string) => currentOf(get().connection)?.connectionId === connectionId;
  return {
    abilities: unknownAbilities,
    network: online,
    forgetReach: () => set({ abilities: unknownAbilities, network: online }),
    learnReach: (asked) => {
      const { abilities, network } = get();
      set({
        abilities: abilities === unknownAbilities ? asked.abilities : abilities,
        network: network === online ? asked.network : network,
      });
    },
    abilitiesChanged: (connectionId, abilities) => {
      if (isOpen(connectionId)) set({ abilities });
    },
    networkChanged: (connectionId, network) => {
      if (!isOpen(connectionId)) return;
      const isBack = get().network.state === 'offline' && network.state === 'online';
      // Pictures that failed meanwhile are asked for again.
      set({ network, ...(isBack ? { refreshes: get().refreshes + 1 } : {}) });
    },
    tryNow: async () => {
      const connectionId = connectionIdOf(get());
      if (connectionId === null || get().network.state === 'online') return;
      const answer = await invoke('connections/try-now', { connectionId });
      if (!answer.ok) get().notifyError(answer.error);
    },
  };
};
