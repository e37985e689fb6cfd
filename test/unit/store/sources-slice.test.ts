import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startI18n } from '../../../renderer/i18n/i18n.ts';
import { useStore } from '../../../renderer/store/store.ts';
import type { SourceList, SourceSummary } from '../../../shared/connection.ts';
import { createFakeMain, type FakeMain, lateAnswer } from './fake-main.ts';

const initial = useStore.getState();
let main: FakeMain;

const typed: SourceSummary = {
  source: { kind: 'keys', keysId: 'k1' },
  label: '',
  method: 'typed',
  region: null,
  keyIdEnd: 'ABCD',
  sessionOnly: false,
};
const listOf = (sources: SourceSummary[]): SourceList => ({ sources, region: null, endpoint: null, hasKeyring: true });

beforeEach(async () => {
  await startI18n('en');
  main = createFakeMain([]);
  vi.stubGlobal('window', { contactSheet: main.bridge });
  useStore.setState(initial, true);
});
afterEach(() => vi.unstubAllGlobals());

describe('the sources of keys', () => {
  it('are those of the last question, though an older one be answered later', async () => {
    const old = lateAnswer<SourceList>();
    main.answer('credentials/sources', () => old.promise);
    const first = useStore.getState().loadSources();
    main.answer('credentials/sources', () => listOf([typed]));
    await useStore.getState().loadSources();
    old.resolve(listOf([]));
    await first;
    expect(useStore.getState().sources?.sources).toEqual([typed]);
  });

  it('stay as they were where they cannot be read, and the window says so', async () => {
    main.answer('credentials/sources', () => listOf([typed]));
    await useStore.getState().loadSources();
    main.failNext('credentials/sources', { code: 'internal', detail: 'boom' });
    await useStore.getState().loadSources();
    expect(useStore.getState().sources?.sources).toEqual([typed]);
    expect(useStore.getState().notices).toHaveLength(1);
  });

  it('hold the one that keys were entered for before anyone can choose it', async () => {
    main.answer('credentials/enter', () => typed);
    main.answer('credentials/sources', () => listOf([typed]));
    expect(await useStore.getState().enterKeys({ kind: 'new-keys' })).toEqual(typed);
    expect(useStore.getState().sources?.sources).toEqual([typed]);
  });

  it('stay as they are where the key window was closed, and nothing is said of it', async () => {
    main.answer('credentials/enter', () => null);
    expect(await useStore.getState().enterKeys({ kind: 'new-keys' })).toBeNull();
    main.failNext('credentials/enter', { code: 'cancelled' });
    expect(await useStore.getState().enterKeys({ kind: 'new-keys' })).toBeNull();
    expect(useStore.getState().notices).toEqual([]);
    expect(main.calls('credentials/sources')).toBe(0);
  });

  it('say why keys could not be kept', async () => {
    main.failNext('credentials/enter', { code: 'disk-full', path: '/home/.aws/credentials' });
    expect(await useStore.getState().enterKeys({ kind: 'new-profile' })).toBeNull();
    expect(useStore.getState().notices).toHaveLength(1);
  });

  it('lose keys that were forgotten', async () => {
    main.answer('credentials/sources', () => listOf([typed]));
    await useStore.getState().loadSources();
    main.answer('credentials/forget', () => null);
    main.answer('credentials/sources', () => listOf([]));
    await useStore.getState().forgetKeys('k1');
    expect(useStore.getState().sources?.sources).toEqual([]);
  });
});
