import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startI18n } from '../../../renderer/i18n/i18n.ts';
import { denialOf } from '../../../renderer/store/reach-slice.ts';
import { useStore } from '../../../renderer/store/store.ts';
import type { AppError } from '../../../shared/app-error.ts';
import { type Abilities, type NetworkState, unknownAbilities } from '../../../shared/connection.ts';
import { connection, createFakeMain, type FakeMain, lateAnswer } from './fake-main.ts';

const initial = useStore.getState();
const denial = (action: 'list' | 'get' | 'put' | 'delete'): AppError => ({
  code: 'access-denied',
  action,
  bucket: 'pictures',
  key: null,
});
const without = (action: keyof Abilities): Abilities => ({
  ...unknownAbilities,
  [action]: { state: 'denied', error: denial(action) },
});
const offline: NetworkState = {
  state: 'offline',
  error: { code: 'unreachable', endpoint: 'http://10.0.0.9', detail: '' },
  since: 0,
  nextTryAt: 1000,
};
const listing = { connectionId: 'c1', state: 'complete', objects: 0, groups: 0, error: null } as const;
let main: FakeMain;
const store = () => useStore.getState();

beforeEach(async () => {
  await startI18n('en');
  main = createFakeMain([1, 2, 3]);
  main.answer('connections/try-now', () => null);
  vi.stubGlobal('window', { contactSheet: main.bridge });
  useStore.setState({ ...initial, connection: { kind: 'open', connection } }, true);
});
afterEach(() => {
  store().stopCatalogue();
  vi.unstubAllGlobals();
});

describe('what the keys may do', () => {
  it.each(['list', 'get', 'put', 'delete'] as const)('case 48: %s is denied alone, with its reason', (action) => {
    store().abilitiesChanged('c1', without(action));
    const names = ['list', 'get', 'put', 'delete'] as const;
    const denials = names.map((name) => denialOf(store().abilities, name));
    expect(denials).toEqual(names.map((name) => (name === action ? denial(action) : null)));
  });

  it('case 48: a delete that is denied is not asked about: the window says why', () => {
    const error: AppError = {
      code: 'access-denied',
      action: 'delete',
      bucket: 'pictures',
      key: 'post/found-out-with.webp',
    };
    store().abilitiesChanged('c1', { ...unknownAbilities, delete: { state: 'denied', error } });
    store().askDelete([1]);
    expect(store().question).toEqual({ kind: 'none' });
    expect(store().notices.map(({ text }) => text)).toEqual([expect.stringContaining('s3:DeleteObject')]);
    expect(store().notices[0]?.text).not.toContain('found-out-with');
  });

  it('asks about a delete that may be, also where something else is denied', () => {
    store().abilitiesChanged('c1', without('put'));
    store().askDelete([1]);
    expect(store().question.kind).toBe('delete');
  });

  it('belongs to its connection: what is told of another one changes nothing', () => {
    store().abilitiesChanged('c9', without('put'));
    expect(store().abilities).toEqual(unknownAbilities);
  });

  it('is asked for with the connection, and forgotten with it', async () => {
    main.answer('connections/current', () => ({ connection, listing, abilities: without('put'), network: offline }));
    useStore.setState(initial, true);
    await store().openConnection({ kind: 'demo' });
    await vi.waitFor(() => expect(denialOf(store().abilities, 'put')).not.toBeNull());
    expect(store().network).toEqual(offline);
    await store().closeConnection();
    expect([store().abilities, store().network]).toEqual([unknownAbilities, { state: 'online' }]);
  });

  it('is newer where it was told than where it was asked for', async () => {
    const asked = lateAnswer<null>();
    main.answer('connections/current', async () => {
      await asked.promise;
      return { connection, listing, abilities: unknownAbilities, network: { state: 'online' } };
    });
    useStore.setState(initial, true);
    await store().openConnection({ kind: 'demo' });
    store().abilitiesChanged('c1', without('put'));
    store().networkChanged('c1', offline);
    asked.resolve(null);
    await vi.waitFor(() => expect(store().listing).toEqual(listing));
    expect([store().abilities, store().network]).toEqual([without('put'), offline]);
  });
});

describe('a server out of reach', () => {
  it('has the pictures that failed asked for again when it is back, once', () => {
    store().networkChanged('c1', offline);
    expect(store().refreshes).toBe(0);
    store().networkChanged('c1', { state: 'online' });
    store().networkChanged('c1', { state: 'online' });
    expect(store().refreshes).toBe(1);
  });

  it('is tried at once where the person wishes, and not at all where it can be reached', async () => {
    await store().tryNow();
    expect(main.calls('connections/try-now')).toBe(0);
    store().networkChanged('c1', offline);
    await store().tryNow();
    expect(main.calls('connections/try-now')).toBe(1);
  });
});
