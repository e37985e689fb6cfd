import type { S3Action } from '../../shared/app-error.ts';
import { type Abilities, unknownAbilities } from '../../shared/connection.ts';
import type { RequestObserver } from '../s3/request-observer.ts';

/** What the keys of one connection may do, learnt from how its requests went. */
export interface AbilityWatch extends RequestObserver {
  now(): Abilities;
  /** Forgets what was refused, so that it is tried again. */
  reset(): void;
}

const isAbility = (action: S3Action): action is keyof Abilities => action in unknownAbilities;

/**
 * An action counts as denied where it was refused and never succeeded: after a success a refusal is about one key only.
 * `onChange` is called with each change.
 */
export function createAbilityWatch(onChange: (abilities: Abilities) => void): AbilityWatch {
  let abilities = unknownAbilities;
  const change = (next: Abilities): void => {
    abilities = next;
    onChange(next);
  };
  return {
    now: () => abilities,
    succeeded(action) {
      if (!isAbility(action) || abilities[action].state === 'allowed') return;
      change({ ...abilities, [action]: { state: 'allowed' } });
    },
    failed(action, error) {
      if (error.code !== 'access-denied' || !isAbility(action) || abilities[action].state !== 'unknown') return;
      change({ ...abilities, [action]: { state: 'denied', error } });
    },
    reset() {
      const kept = Object.entries(abilities).filter(([, { state }]) => state === 'allowed');
      change({ ...unknownAbilities, ...Object.fromEntries(kept) });
    },
  };
}
