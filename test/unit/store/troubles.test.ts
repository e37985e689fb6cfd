import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startI18n } from '../../../renderer/i18n/i18n.ts';
import { asideTrouble, shownTrouble } from '../../../renderer/store/known-troubles.ts';
import { useStore } from '../../../renderer/store/store.ts';
import type { CredentialTrouble } from '../../../shared/connection.ts';
import type { ConnectionSummary } from '../../../shared/contract.ts';
import { connection, createFakeMain, type FakeMain } from './fake-main.ts';

const initial = useStore.getState();
const studio = { kind: 'profile', profile: 'studio' } as const;
const other = { kind: 'profile', profile: 'other' } as const;
const open: ConnectionSummary = { ...connection, kind: 'bucket', source: studio, label: 'studio' };
const bucketOf = (source: typeof studio | typeof other) =>
  ({
    kind: 'bucket',
    source,
    preset: 'amazon',
    region: '',
    endpoint: '',
    pathStyle: false,
    bucket: 'b',
    prefix: '',
  }) as const;

const trouble = (facts: Partial<CredentialTrouble> = {}): CredentialTrouble => ({
  troubleId: 't1',
  source: studio,
  label: 'studio',
  keyIdEnd: 'ABCD',
  error: { code: 'wrong-keys', bucket: 'b', endpoint: '', reason: 'key' },
  remedy: 'new-keys',
  login: { kind: 'idle' },
  ...facts,
});
const needsLogIn = (login: CredentialTrouble['login'] = { kind: 'idle' }): CredentialTrouble =>
  trouble({ error: { code: 'login-needed', profile: 'studio' }, remedy: 'log-in', keyIdEnd: null, login });
const waiting = { kind: 'waiting', userCode: 'ABCD-EFGH', address: 'https://example.org/', expiresAt: 1 } as const;
/** Longer than refused keys take to be refused. */
const PROVEN_MS = 5000;

let main: FakeMain;
const store = () => useStore.getState();
const shown = () => shownTrouble(store())?.troubleId ?? null;
const aside = () => asideTrouble(store())?.troubleId ?? null;
const told = () => store().notices.map(({ text }) => text);

beforeEach(async () => {
  vi.useFakeTimers();
  await startI18n('en');
  main = createFakeMain([1]);
  for (const channel of ['credentials/log-in', 'credentials/stop-log-in', 'credentials/reload'] as const) {
    main.answer(channel, () => null);
  }
  main.answer('buckets/give-up', () => null);
  vi.stubGlobal('window', { contactSheet: main.bridge });
  useStore.setState({ ...initial, connection: { kind: 'open', connection: open } }, true);
});
afterEach(() => {
  store().stopCatalogue();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('keys that do not work', () => {
  it('are told at the start of the window as well', async () => {
    main.answer('credentials/troubles', () => [trouble()]);
    await store().loadTroubles();
    expect(shown()).toBe('t1');
  });

  it('show one screen at a time; the next one follows when a screen is put aside', async () => {
    store().troublesChanged([trouble(), trouble({ troubleId: 't2', source: other })]);
    expect(shown()).toBe('t1');
    await store().closeTrouble('t1');
    expect([shown(), aside()]).toEqual(['t2', 't1']);
  });

  it('leave a bar while a bucket is open: nothing is given up', async () => {
    store().troublesChanged([trouble()]);
    await store().closeTrouble('t1');
    expect([shown(), aside()]).toEqual([null, 't1']);
    expect(store().connection.kind).toBe('open');
    expect(main.calls('connections/give-up') + main.calls('buckets/give-up')).toBe(0);
    store().showTrouble('t1');
    expect([shown(), aside()]).toEqual(['t1', null]);
  });

  it('leave neither screen nor bar when they work again, and no word where nobody did anything', async () => {
    store().troublesChanged([trouble()]);
    await store().closeTrouble('t1');
    store().troublesChanged([]);
    vi.advanceTimersByTime(PROVEN_MS);
    expect([shown(), aside(), told()]).toEqual([null, null, []]);
  });
});

describe('closing the screen of a bucket that is being opened', () => {
  const opening = (source: typeof studio | typeof other) =>
    useStore.setState({ connection: { kind: 'opening', current: open, request: bucketOf(source) } });

  it('gives the opening up', async () => {
    opening(studio);
    store().troublesChanged([trouble()]);
    await store().closeTrouble('t1');
    expect(main.calls('connections/give-up')).toBe(1);
    expect(store().connection.kind).toBe('choosing');
  });

  it('goes on opening where the trouble is that of another source', async () => {
    opening(other);
    store().troublesChanged([trouble()]);
    await store().closeTrouble('t1');
    expect(main.calls('connections/give-up')).toBe(0);
    expect(store().connection.kind).toBe('opening');
  });

  it('stops the list of buckets that waits for the keys', async () => {
    useStore.setState({ connection: { kind: 'choosing', current: null, error: null, failed: null } });
    store().troublesChanged([trouble()]);
    await store().closeTrouble('t1');
    expect(main.calls('buckets/give-up')).toBe(1);
  });

  it('shows a trouble again that was put aside when the next bucket may wait for it, and only then', async () => {
    main.answer('connections/open', () => new Promise<ConnectionSummary>(() => {}));
    store().troublesChanged([trouble()]);
    await store().closeTrouble('t1');
    void store().openConnection(bucketOf(other));
    expect([shown(), aside()]).toEqual([null, 't1']);
    void store().openConnection(bucketOf(studio));
    expect([shown(), aside()]).toEqual(['t1', null]);
  });
});

describe('a login', () => {
  it('case 12: is announced when it mended the trouble', async () => {
    store().troublesChanged([needsLogIn()]);
    await store().logIn('t1');
    store().troublesChanged([needsLogIn(waiting)]);
    expect(told()).toEqual([]);
    store().troublesChanged([]);
    expect([shown(), told()]).toEqual([null, ['Logged in.']]);
  });

  it.each(['idle', 'failed'] as const)('is not announced when it came to nothing (%s)', async (kind) => {
    store().troublesChanged([needsLogIn()]);
    await store().logIn('t1');
    store().troublesChanged([needsLogIn(waiting)]);
    const error = { code: 'login-refused', profile: 'studio', reason: 'expired', detail: '' } as const;
    store().troublesChanged([needsLogIn(kind === 'idle' ? { kind } : { kind, error })]);
    store().troublesChanged([]);
    expect(told()).toEqual([]);
  });

  it('is not announced when the bucket it was for is left', async () => {
    store().troublesChanged([needsLogIn()]);
    await store().logIn('t1');
    await store().closeConnection();
    store().troublesChanged([]);
    expect(told()).toEqual([]);
  });

  it('is of no use for a trouble that is over: that is no error', async () => {
    main.failNext('credentials/log-in', { code: 'unknown-trouble' });
    await store().logIn('t1');
    expect(told()).toEqual([]);
  });
});

describe('reading a source again', () => {
  it('keeps the screen until the keys have had time to be refused, then says that they work', async () => {
    store().troublesChanged([trouble()]);
    await store().reloadSource('t1');
    store().troublesChanged([]);
    expect([shown(), told()]).toEqual(['t1', []]);
    vi.advanceTimersByTime(PROVEN_MS);
    expect([shown(), told()]).toEqual([null, ['The keys work again.']]);
  });

  it('says nothing good of keys that are refused again', async () => {
    store().troublesChanged([trouble()]);
    await store().reloadSource('t1');
    store().troublesChanged([]);
    store().troublesChanged([trouble({ troubleId: 't2' })]);
    expect(store().troubles.map(({ troubleId }) => troubleId)).toEqual(['t2']);
    vi.advanceTimersByTime(PROVEN_MS);
    expect([shown(), told()]).toEqual(['t2', []]);
  });

  it('ends with the screen when a person closes it meanwhile', async () => {
    store().troublesChanged([trouble()]);
    await store().reloadSource('t1');
    store().troublesChanged([]);
    await store().closeTrouble('t1');
    vi.advanceTimersByTime(PROVEN_MS);
    expect([store().troubles, shown(), aside(), told()]).toEqual([[], null, null, []]);
  });
});

describe('new keys', () => {
  const summary = {
    source: studio,
    label: 'studio',
    method: 'keys',
    region: null,
    keyIdEnd: 'WXYZ',
    sessionOnly: false,
  } as const;

  beforeEach(() => {
    main.answer('credentials/sources', () => ({ sources: [], region: null, endpoint: null, hasKeyring: true }));
  });

  it('are asked for the source in trouble, and announced when they work', async () => {
    const purposes: unknown[] = [];
    main.answer('credentials/enter', (purpose) => {
      purposes.push(purpose);
      return summary;
    });
    store().troublesChanged([trouble()]);
    await store().enterNewKeys(trouble());
    store().troublesChanged([]);
    vi.advanceTimersByTime(PROVEN_MS);
    expect(purposes).toEqual([{ kind: 'profile-keys', profile: 'studio' }]);
    expect(told()).toEqual(['The new keys work.']);
  });

  it('are not announced when the window was closed without any', async () => {
    main.answer('credentials/enter', () => null);
    store().troublesChanged([trouble()]);
    await store().enterNewKeys(trouble());
    store().troublesChanged([]);
    vi.advanceTimersByTime(PROVEN_MS);
    expect(told()).toEqual([]);
  });
});
