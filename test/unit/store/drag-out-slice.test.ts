import { beforeEach, describe, expect, it, vi } from 'vitest';
import { startI18n } from '../../../renderer/i18n/i18n.ts';
import { IdSet } from '../../../renderer/store/id-set.ts';
import { emptySelection } from '../../../renderer/store/selection-slice.ts';
import { useStore } from '../../../renderer/store/store.ts';
import type { AppError, Result } from '../../../shared/app-error.ts';
import { MAX_DRAG_FILES } from '../../../shared/drag-limits.ts';

type Prepared = Result<{ files: number }>;

/** Main, as far as a drag sees it: files are ready when the test says so. */
function scriptMain() {
  const sent: { channel: string; request: { dragId: string; groupIds?: Uint32Array } }[] = [];
  const preparing: ((answer: Prepared) => void)[] = [];
  let endDrag: () => void = () => undefined;
  vi.stubGlobal('window', {
    contactSheet: {
      invoke: async (channel: string, request: { dragId: string }) => {
        sent.push({ channel, request });
        if (channel === 'drag-out/prepare') return new Promise<Prepared>((answer) => preparing.push(answer));
        if (channel === 'drag-out/start') {
          await new Promise<void>((resolve) => {
            endDrag = resolve;
          });
        }
        return { ok: true, value: null };
      },
      on: () => () => {},
    },
  });
  return {
    sent: (channel: string) =>
      sent.filter((one) => one.channel === `drag-out/${channel}`).map(({ request }) => request),
    ready: (at: number, files = 1) => preparing[at]?.({ ok: true, value: { files } }),
    fail: (at: number, error: AppError) => preparing[at]?.({ ok: false, error }),
    endDrag: () => endDrag(),
  };
}

const store = () => useStore.getState();
const texts = () => store().notices.map(({ text }) => text);
const select = (...ids: number[]) =>
  useStore.setState({ selection: { ...emptySelection, ids: IdSet.empty.with(Uint32Array.from(ids)) } });

describe('dragging pictures out', () => {
  beforeEach(async () => {
    await startI18n('en');
    const connection = {
      connectionId: 'c',
      kind: 'demo',
      preset: 'other',
      bucket: 'b',
      prefix: '',
      region: '',
      endpoint: '',
      label: '',
      source: null,
    } as const;
    useStore.setState({ ...useStore.getInitialState(), connection: { kind: 'open', connection } }, true);
    // What the test before has pressed is no more.
    scriptMain();
    void store().pressForDrag(0);
    store().releaseDrag();
  });

  it('makes files from the press on, and hands them over once it is a drag', async () => {
    const main = scriptMain();
    const press = store().pressForDrag(7);
    const [asked] = main.sent('prepare');
    expect([...(asked?.groupIds ?? [])]).toEqual([7]);
    main.ready(0);
    await press;
    const drag = store().dragOut();
    expect(main.sent('start')).toEqual([{ dragId: asked?.dragId }]);
    expect(store().isDraggingOut).toBe(true);
    main.endDrag();
    await drag;
    expect(store().isDraggingOut).toBe(false);
    store().releaseDrag();
    expect(main.sent('discard')).toEqual([]);
    expect(texts()).toEqual([]);
  });

  it('takes all that is selected where the pressed picture is of it, else the picture alone', async () => {
    const main = scriptMain();
    select(3, 4, 5);
    void store().pressForDrag(4);
    void store().pressForDrag(9);
    expect(main.sent('prepare').map(({ groupIds }) => [...(groupIds ?? [])])).toEqual([[3, 4, 5], [9]]);
    expect(main.sent('discard')).toHaveLength(1);
  });

  it('gives up the files of a press that was a click', async () => {
    const main = scriptMain();
    const press = store().pressForDrag(7);
    store().releaseDrag();
    expect(main.sent('discard')).toEqual([{ dragId: main.sent('prepare')[0]?.dragId }]);
    main.ready(0);
    await press;
    await store().dragOut();
    expect(main.sent('start')).toEqual([]);
  });

  it('says that files are not ready yet, and has them ready for the next drag', async () => {
    const main = scriptMain();
    const press = store().pressForDrag(7);
    await store().dragOut();
    store().releaseDrag();
    expect(texts()).toEqual(['The files are still being fetched. Drag again in a moment.']);
    main.ready(0);
    await press;
    expect(texts()).toEqual(['The picture is ready. Drag it now.']);
    await store().pressForDrag(7);
    void store().dragOut();
    expect(texts()).toEqual([]);
    expect(main.sent('prepare')).toHaveLength(1);
    expect(main.sent('start')).toEqual([{ dragId: main.sent('prepare')[0]?.dragId }]);
  });

  it('makes them anew in the form that was chosen meanwhile', async () => {
    const main = scriptMain();
    void store().pressForDrag(7);
    useStore.setState({ settings: { ...store().settings, dragOutAs: 'jpeg' } });
    void store().pressForDrag(7);
    expect(main.sent('prepare')).toHaveLength(2);
    expect(main.sent('discard')).toHaveLength(1);
  });

  it('says why where there is too much for one drag, and asks for none of it', async () => {
    const main = scriptMain();
    select(...Array.from({ length: MAX_DRAG_FILES + 1 }, (_, id) => id));
    await store().pressForDrag(4);
    expect(main.sent('prepare')).toEqual([]);
    await store().dragOut();
    expect(texts()[0]).toContain('too much for one drag: it takes 50 pictures');
    select(1, 2);
    const press = store().pressForDrag(1);
    main.ready(0, 0);
    await press;
    await store().dragOut();
    expect(main.sent('start')).toEqual([]);
  });

  it('tells what went wrong only to who drags', async () => {
    const main = scriptMain();
    const press = store().pressForDrag(7);
    main.fail(0, { code: 'key-vanished', key: 'post/a' });
    await press;
    expect(texts()).toEqual([]);
    await store().dragOut();
    expect(texts()).toHaveLength(1);
  });

  it('asks for nothing where the keys may not read, and says so', async () => {
    const main = scriptMain();
    const denied = { code: 'access-denied', action: 'get', bucket: 'b', key: null } as const;
    useStore.setState({ abilities: { ...store().abilities, get: { state: 'denied', error: denied } } });
    await store().pressForDrag(7);
    expect(main.sent('prepare')).toEqual([]);
    await store().dragOut();
    expect(texts()).toHaveLength(1);
  });
});
