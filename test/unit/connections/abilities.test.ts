import { describe, expect, it } from 'vitest';
import { createAbilityWatch } from '../../../electron/connections/abilities.ts';
import type { AppError, S3Action } from '../../../shared/app-error.ts';
import { type Abilities, unknownAbilities } from '../../../shared/connection.ts';

const refusal = (action: S3Action, key: string | null = null): AppError => ({
  code: 'access-denied',
  action,
  bucket: 'photos',
  key,
});

function watched() {
  const told: Abilities[] = [];
  return { told, watch: createAbilityWatch((abilities) => told.push(abilities)) };
}

describe('abilities', () => {
  it('are unknown before anything was tried', () => {
    expect(watched().watch.now()).toEqual(unknownAbilities);
  });

  it('case 48: are denied one by one, each with its reason, and told once', () => {
    const { told, watch } = watched();
    watch.failed('put', refusal('put', 'a'), true);
    watch.failed('put', refusal('put', 'b'), true);
    const denied = { ...unknownAbilities, put: { state: 'denied', error: refusal('put', 'a') } };
    expect(watch.now()).toEqual(denied);
    expect(told).toEqual([denied]);
  });

  it('case 48: are not taken away by a refusal of one key after another was allowed', () => {
    const { watch } = watched();
    watch.succeeded('get');
    watch.failed('get', refusal('get', 'secret.webp'), true);
    expect(watch.now().get).toEqual({ state: 'allowed' });
  });

  it('are told of with the first success of an action, and not with each', () => {
    const { told, watch } = watched();
    for (const action of ['get', 'get', 'put', 'get'] as const) watch.succeeded(action);
    expect(told).toHaveLength(2);
  });

  it('come back with the first success', () => {
    const { watch } = watched();
    watch.failed('delete', refusal('delete'), true);
    watch.succeeded('delete');
    expect(watch.now().delete).toEqual({ state: 'allowed' });
  });

  it('say nothing of other failures, and nothing of other actions', () => {
    const { told, watch } = watched();
    watch.failed('list', { code: 'throttled', endpoint: 'e' }, true);
    watch.failed('list-buckets', refusal('list-buckets'), true);
    watch.succeeded('create-bucket');
    expect(told).toEqual([]);
  });

  it('are unknown again after a reset where they were denied, and stay where they were allowed', () => {
    const { watch } = watched();
    watch.failed('put', refusal('put'), true);
    watch.succeeded('get');
    watch.reset();
    expect(watch.now()).toEqual({ ...unknownAbilities, get: { state: 'allowed' } });
  });
});
