import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startI18n } from '../../../renderer/i18n/i18n.ts';
import { rowAt } from '../../../renderer/store/row-pages.ts';
import { useStore } from '../../../renderer/store/store.ts';
import { createFakeMain, type FakeMain, lateAnswer, rowOf } from './fake-main.ts';

const initial = useStore.getState();
let main: FakeMain;

const openBucket = async () => {
  await useStore.getState().openConnection({ kind: 'demo' });
  await vi.waitFor(() => expect(useStore.getState().view.kind).toBe('open'));
};
/** A window that was scrolled, and rests. */
const still = { shift: 0, isAtStart: false };
const selectedIds = () => [...useStore.getState().selection.ids.toUint32Array()];
const shownPlace = () => {
  const { view } = useStore.getState();
  return view.kind === 'open' ? view.place : null;
};
const shownIds = (count: number) =>
  Array.from({ length: count }, (_, index) => rowAt(useStore.getState().pages, index)?.groupId);

beforeEach(async () => {
  await startI18n('en');
  main = createFakeMain(Array.from({ length: 1000 }, (_, id) => id));
  vi.stubGlobal('window', { contactSheet: main.bridge });
  useStore.setState(initial, true);
});
afterEach(() => {
  useStore.getState().stopCatalogue();
  vi.unstubAllGlobals();
});

describe('the view of a bucket', () => {
  it('comes with its first rows', async () => {
    await openBucket();
    expect(shownIds(3)).toEqual([0, 1, 2]);
  });

  it('asks for a page once, however often its rows are shown', async () => {
    await openBucket();
    const before = main.calls('catalogue/rows');
    const { showStretch, loadRows } = useStore.getState();
    showStretch({ from: 400, count: 50, top: 400, ...still });
    showStretch({ from: 410, count: 50, top: 410, ...still });
    await loadRows(400, 50);
    expect(main.calls('catalogue/rows')).toBe(before + 1);
    expect(rowAt(useStore.getState().pages, 420)?.groupId).toBe(420);
  });

  it('keeps the picture at the window’s top in place when pictures come before it', async () => {
    await openBucket();
    const { showStretch, loadRows } = useStore.getState();
    await loadRows(600, 20);
    showStretch({ from: 600, count: 20, top: 605, ...still });
    main.groups.unshift(5001, 5002, 5003);
    main.change();
    await vi.waitFor(() => {
      const { view } = useStore.getState();
      expect(view.kind === 'open' && view.place).toEqual({ kind: 'moved', from: 605, to: 608 });
    });
    expect(rowAt(useStore.getState().pages, 608)?.groupId).toBe(605);
  });

  it('shows what is new while nobody has scrolled', async () => {
    await openBucket();
    useStore.getState().showStretch({ from: 0, count: 20, top: 0, shift: 0, isAtStart: true });
    main.groups.unshift(5001);
    main.change();
    await vi.waitFor(() => expect(shownIds(2)).toEqual([5001, 0]));
    const { view } = useStore.getState();
    expect(view.kind === 'open' && view.place).toEqual({ kind: 'moved', from: 0, to: 0 });
  });

  it('goes back to where an album stood when it was left', async () => {
    await openBucket();
    await useStore.getState().loadRows(600, 20);
    useStore.getState().showStretch({ from: 600, count: 20, top: 605, shift: 12, isAtStart: false });
    useStore.getState().changeQuery({ album: 'post/' });
    await vi.waitFor(() => {
      const { view } = useStore.getState();
      expect(view.kind === 'open' && view.query.album).toBe('post/');
    });
    expect(shownPlace()).toEqual({ kind: 'start' });
    useStore.getState().showStretch({ from: 0, count: 20, top: 0, shift: 0, isAtStart: true });
    main.groups.unshift(5001);
    useStore.getState().changeQuery({ album: null });
    await vi.waitFor(() => expect(shownPlace()).toEqual({ kind: 'back', index: 606, shift: 12 }));
    expect(rowAt(useStore.getState().pages, 606)?.groupId).toBe(605);
  });

  it('stays with its picture, and with what is selected, in another order', async () => {
    await openBucket();
    await useStore.getState().loadRows(600, 20);
    useStore.getState().toggleSelected(3, 3);
    useStore.getState().showStretch({ from: 600, count: 20, top: 605, ...still });
    main.groups.reverse();
    useStore.getState().changeQuery({ sort: 'oldest' });
    await vi.waitFor(() => expect(shownPlace()).toEqual({ kind: 'moved', from: 605, to: 394 }));
    expect(selectedIds()).toEqual([3]);
    expect(useStore.getState().selection.anchor).toEqual({ index: 996, groupId: 3 });
  });

  it('starts a new search at its start, even when the catalogue changes meanwhile', async () => {
    await openBucket();
    await useStore.getState().loadRows(600, 20);
    useStore.getState().showStretch({ from: 600, count: 20, top: 605, ...still });
    useStore.getState().changeQuery({ search: '9' });
    useStore.getState().reopenView();
    await vi.waitFor(() => {
      const { view } = useStore.getState();
      expect(view.kind === 'open' && view.query.search).toBe('9');
    });
    const { view } = useStore.getState();
    expect(view.kind === 'open' && view.place).toEqual({ kind: 'start' });
    expect(shownIds(2)).toEqual([9, 19]);
  });

  it('moves the open viewer to the next picture when its own is gone', async () => {
    await openBucket();
    useStore.getState().openViewer(4, 4);
    main.groups.splice(4, 1);
    main.change();
    await vi.waitFor(() => expect(useStore.getState().opened).toEqual({ kind: 'viewer', index: 4, groupId: 5 }));
  });

  it('keeps the viewer at a picture that is there, though another name took it out of the search', async () => {
    await openBucket();
    useStore.getState().openViewer(4, 4);
    const there = { album: '', foreign: false, originalName: 'Other', nameEdited: true, originalExtension: null };
    main.answer('catalogue/group', ({ groupId }) => ({ ...rowOf(groupId), ...there, source: null, variants: [] }));
    main.groups.splice(4, 1);
    main.change();
    await vi.waitFor(() => expect(useStore.getState().opened).toEqual({ kind: 'viewer', index: -1, groupId: 4 }));
  });

  it('brings the viewer back to the picture whose delete is undone, once the view has it again', async () => {
    main.answer('jobs/cancel', () => null);
    await openBucket();
    useStore.getState().openViewer(4, 4);
    useStore.getState().deletedInViewer('j1', 4);
    main.groups.splice(4, 1);
    main.change();
    await vi.waitFor(() => expect(useStore.getState().opened).toEqual({ kind: 'viewer', index: 4, groupId: 5 }));
    await useStore.getState().cancelJob('j1');
    main.groups.splice(4, 0, 4);
    main.change();
    await vi.waitFor(() => expect(useStore.getState().opened).toEqual({ kind: 'viewer', index: 4, groupId: 4 }));
    expect(useStore.getState().returnTo).toBeNull();
  });

  it('leaves the viewer where the person has gone on to after an undo, and closed where it is', async () => {
    main.answer('jobs/cancel', () => null);
    await openBucket();
    useStore.getState().openViewer(4, 4);
    useStore.getState().deletedInViewer('j1', 4);
    main.groups.splice(4, 1);
    main.change();
    await vi.waitFor(() => expect(useStore.getState().opened).toEqual({ kind: 'viewer', index: 4, groupId: 5 }));
    await useStore.getState().cancelJob('j1');
    useStore.getState().openViewer(7, 8);
    main.groups.splice(4, 0, 4);
    main.change();
    await vi.waitFor(() => expect(useStore.getState().opened).toEqual({ kind: 'viewer', index: 8, groupId: 8 }));
    useStore.getState().closeViewer();
    await useStore.getState().cancelJob('j1');
    expect(useStore.getState()).toMatchObject({ opened: { kind: 'none' }, returnTo: null });
  });

  it('closes the viewer when the last picture is gone', async () => {
    main.groups.splice(1);
    await openBucket();
    useStore.getState().openViewer(0, 0);
    main.groups.splice(0);
    main.change();
    await vi.waitFor(() => expect(useStore.getState().opened).toEqual({ kind: 'none' }));
  });

  it('says why it cannot be shown, and recovers', async () => {
    main.failNext('catalogue/view', { code: 'unreachable', endpoint: '', detail: '' });
    await useStore.getState().openConnection({ kind: 'demo' });
    await vi.waitFor(() => expect(useStore.getState().view.kind).toBe('failed'));
    useStore.getState().reopenView();
    await vi.waitFor(() => expect(useStore.getState().view.kind).toBe('open'));
  });
});

describe('the selection', () => {
  it('extends from where it began, over pages that were never shown', async () => {
    await openBucket();
    useStore.getState().toggleSelected(2, 2);
    await useStore.getState().extendSelection(700);
    expect(useStore.getState().selection.ids.size).toBe(699);
    await useStore.getState().extendSelection(0);
    expect(selectedIds()).toEqual([0, 1, 2]);
  });

  it('shrinks as it grew, and leaves what was selected before', async () => {
    await openBucket();
    const { toggleSelected, extendSelection } = useStore.getState();
    toggleSelected(50, 50);
    toggleSelected(10, 10);
    await extendSelection(14);
    await extendSelection(11);
    expect(selectedIds()).toEqual([10, 11, 50]);
  });

  it('is what was asked for last, however the answers arrive', async () => {
    await openBucket();
    const { toggleSelected, extendSelection } = useStore.getState();
    const late = lateAnswer<Uint32Array>();
    toggleSelected(10, 10);
    main.answer('catalogue/ids', ({ count }) => (count === 3 ? late.promise : Uint32Array.of(10, 11)));
    const first = extendSelection(12);
    await extendSelection(11);
    late.resolve(Uint32Array.of(10, 11, 12));
    await first;
    expect(selectedIds()).toEqual([10, 11]);
  });

  it('keeps what is chosen by hand while a range is on its way', async () => {
    await openBucket();
    const { toggleSelected, extendSelection } = useStore.getState();
    const late = lateAnswer<Uint32Array>();
    toggleSelected(10, 10);
    main.answer('catalogue/ids', () => late.promise);
    const range = extendSelection(12);
    toggleSelected(40, 40);
    late.resolve(Uint32Array.of(10, 11, 12));
    await range;
    expect(selectedIds()).toEqual([10, 40]);
  });

  it('toggles, takes all and lets go', async () => {
    await openBucket();
    const { toggleSelected, selectAll, clearSelection } = useStore.getState();
    toggleSelected(3, 3);
    toggleSelected(3, 3);
    expect(selectedIds()).toEqual([]);
    expect(useStore.getState().selection.anchor).toBeNull();
    await selectAll();
    expect(useStore.getState().selection.ids.size).toBe(1000);
    clearSelection();
    expect(useStore.getState().selection.ids.size).toBe(0);
  });

  it('loses what vanished, and its anchor and the keyboard’s place go with their pictures', async () => {
    await openBucket();
    const { toggleSelected, moveCursor } = useStore.getState();
    toggleSelected(20, 20);
    toggleSelected(10, 10);
    moveCursor(11);
    main.groups.splice(20, 1);
    main.groups.unshift(5001, 5002);
    main.change();
    await vi.waitFor(() => expect(selectedIds()).toEqual([10]));
    expect(useStore.getState().selection.anchor).toEqual({ index: 12, groupId: 10 });
    expect(useStore.getState().cursor).toEqual({ index: 13, groupId: 11 });
    await useStore.getState().extendSelection(14);
    expect(selectedIds()).toEqual([10, 11, 12]);
  });

  it('asks main only for what a range grows by', async () => {
    await openBucket();
    const { toggleSelected, extendSelection } = useStore.getState();
    toggleSelected(0, 0);
    await extendSelection(800);
    const asked: number[] = [];
    main.answer('catalogue/ids', ({ from, count }) => {
      asked.push(count);
      return Uint32Array.from({ length: count }, (_, at) => from + at);
    });
    await extendSelection(806);
    await extendSelection(700);
    expect(asked).toEqual([6]);
    expect(useStore.getState().selection.ids.size).toBe(701);
  });

  it('never outlives a change of what is shown: hidden pictures cannot be deleted by accident', async () => {
    await openBucket();
    useStore.getState().toggleSelected(3, 3);
    useStore.getState().changeQuery({ album: 'post/' });
    expect(useStore.getState().selection.ids.size).toBe(0);
  });
});

describe('connecting', () => {
  it('shows why it failed, and keeps what is open', async () => {
    await openBucket();
    useStore.getState().chooseConnection();
    main.failNext('connections/open', { code: 'no-such-bucket', bucket: 'x' });
    await useStore.getState().openConnection({ kind: 'saved', savedId: 'a' });
    const { connection } = useStore.getState();
    expect(connection.kind === 'choosing' && connection.error?.code).toBe('no-such-bucket');
    useStore.getState().keepConnection();
    expect(useStore.getState().connection.kind).toBe('open');
    expect(useStore.getState().view.kind).toBe('open');
  });

  it('forgets the bucket when it is closed', async () => {
    await openBucket();
    await useStore.getState().closeConnection();
    const { connection, view, albums } = useStore.getState();
    expect([connection.kind, view.kind, albums]).toEqual(['choosing', 'none', null]);
  });
});
