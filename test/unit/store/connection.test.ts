import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startI18n } from '../../../renderer/i18n/i18n.ts';
import { useStore } from '../../../renderer/store/store.ts';
import type { AppError } from '../../../shared/app-error.ts';
import { unknownAbilities } from '../../../shared/connection.ts';
import type { ConnectionSummary } from '../../../shared/contract.ts';
import type { ListingStatus } from '../../../shared/pictures.ts';
import { connection, createFakeMain, type FakeMain, lateAnswer } from './fake-main.ts';

const initial = useStore.getState();
const remembered = { kind: 'saved', savedId: 'last' } as const;
const unreachable: AppError = { code: 'unreachable', endpoint: 'http://10.0.0.9', detail: '' };
const complete: ListingStatus = {
  connectionId: connection.connectionId,
  state: 'complete',
  objects: 0,
  groups: 0,
  error: null,
};
let main: FakeMain;

const state = () => useStore.getState().connection;

beforeEach(async () => {
  await startI18n('en');
  main = createFakeMain([1, 2, 3]);
  vi.stubGlobal('window', { contactSheet: main.bridge });
  useStore.setState(initial, true);
});
afterEach(() => {
  useStore.getState().stopCatalogue();
  vi.unstubAllGlobals();
});

describe('opening a bucket', () => {
  it('learns of a listing that ended before the window knew the bucket: an empty one is not read for ever', async () => {
    main.answer('connections/current', () => ({
      connection,
      listing: complete,
      abilities: unknownAbilities,
      network: { state: 'online' },
    }));
    await useStore.getState().openConnection({ kind: 'demo' });
    await vi.waitFor(() => expect(useStore.getState().listing).toEqual(complete));
  });

  it('can be called off, and says nothing of it', async () => {
    const answer = lateAnswer<ConnectionSummary>();
    main.answer('connections/open', () => answer.promise);
    void useStore.getState().openConnection({ kind: 'demo' });
    expect(state().kind).toBe('opening');
    await useStore.getState().giveUpOpening();
    expect(main.calls('connections/give-up')).toBe(1);
    expect(state()).toEqual({ kind: 'choosing', current: null, error: null, failed: null });
  });

  it('gives way to another choice: the failure of the first is not shown over it', async () => {
    main.failNext('connections/open', unreachable);
    const first = useStore.getState().openConnection(remembered);
    const second = useStore.getState().openConnection({ kind: 'demo' });
    await first;
    expect(state().kind).toBe('opening');
    await second;
    expect(state()).toEqual({ kind: 'open', connection });
  });
});

describe('the start of the window', () => {
  beforeEach(() => main.answer('connections/resuming', () => remembered));

  it('shows what is being reopened where that takes long, and opens something else meanwhile', async () => {
    const answer = lateAnswer<null>();
    main.answer('connections/current', () => answer.promise);
    const resumed = useStore.getState().resumeConnection();
    await vi.waitFor(() => expect(state()).toEqual({ kind: 'opening', current: null, request: remembered }));
    await useStore.getState().openConnection({ kind: 'demo' });
    answer.resolve(null);
    await resumed;
    expect(state()).toEqual({ kind: 'open', connection });
  });

  it('says why it could not be reopened, and which it was', async () => {
    main.failNext('connections/current', unreachable);
    await useStore.getState().resumeConnection();
    expect(state()).toEqual({ kind: 'choosing', current: null, error: unreachable, failed: remembered });
  });
});

describe('a bucket that turns out to be in another region', () => {
  const moved: ConnectionSummary = { ...connection, region: 'ap-northeast-2' };

  it('is the same open bucket, with its region mended', async () => {
    await useStore.getState().openConnection({ kind: 'demo' });
    const views = main.calls('catalogue/view');
    useStore.getState().connectionChanged(moved);
    expect(state()).toEqual({ kind: 'open', connection: moved });
    expect(main.calls('catalogue/view')).toBe(views);
  });

  it('does not call the person back from the first screen', async () => {
    await useStore.getState().openConnection({ kind: 'demo' });
    useStore.getState().chooseConnection();
    useStore.getState().connectionChanged(moved);
    expect(state()).toMatchObject({ kind: 'choosing', current: moved });
  });
});
