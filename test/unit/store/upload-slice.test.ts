import { beforeEach, describe, expect, it, vi } from 'vitest';
import { useStore } from '../../../renderer/store/store.ts';
import { lastUploadHere } from '../../../renderer/upload/last-upload.ts';
import type { Result } from '../../../shared/app-error.ts';
import type { Staging } from '../../../shared/staging.ts';

const sums = { pictures: 1, bytes: 10, losingPixels: 0, inFolders: 0 };
const staging = (stagingId: string): Staging => ({
  stagingId,
  accepted: 1,
  duplicates: 0,
  sent: { skip: sums, keep: sums },
  compared: { known: 0, groups: 0 },
  refused: [],
  refusedMore: 0,
});
const ready = (stagingId: string) => ({ kind: 'ready', staging: { stagingId } });

/** Main, as far as the upload panel sees it: looks end when the test says so. */
function scriptMain() {
  const sent: [channel: string, request: unknown][] = [];
  const looks: ((answer: Result<Staging>) => void)[] = [];
  const refusals = new Map<string, Result<never>>();
  vi.stubGlobal('window', {
    contactSheet: {
      invoke: async (channel: string, request: unknown) => {
        sent.push([channel, request]);
        return refusals.get(channel) ?? { ok: true, value: { jobId: 'j' } };
      },
      on: () => () => {},
      stageDrop: () => new Promise<Result<Staging>>((answer) => looks.push(answer)),
    },
  });
  return { sent, refusals, look: (index: number, id: string) => looks[index]?.({ ok: true, value: staging(id) }) };
}

const file = {} as File;
const choice = {
  album: 'post/',
  keepOriginal: false,
  acl: 'bucket-default',
  folders: 'flat',
  duplicates: 'keep',
} as const;
const panel = () => useStore.getState().uploadPanel;
const drop = () => useStore.getState().dropFiles([file]);

describe('the upload panel', () => {
  beforeEach(() => {
    const connection = {
      connectionId: 'c',
      kind: 'demo',
      preset: 'other',
      bucket: 'b',
      prefix: '',
      region: '',
      endpoint: '',
      label: '',
    } as const;
    useStore.setState(
      { ...useStore.getInitialState(), connection: { kind: 'open', connection: { ...connection, source: null } } },
      true,
    );
  });

  it('looks first, and shows what was found', async () => {
    const main = scriptMain();
    const first = drop();
    useStore.getState().stagingLooked(3);
    expect(panel()).toEqual({ kind: 'looking', looked: 3 });
    main.look(0, 's1');
    await first;
    expect(panel()).toMatchObject(ready('s1'));
  });

  it('case 43: keeps a second drop until the first one was started', async () => {
    const main = scriptMain();
    const drops = [drop(), drop()];
    main.look(0, 's1');
    main.look(1, 's2');
    await Promise.all(drops);
    expect(panel()).toMatchObject(ready('s1'));
    expect(await useStore.getState().startUpload(choice)).toBeNull();
    expect(panel()).toMatchObject(ready('s2'));
    await useStore.getState().startUpload({ ...choice, keepOriginal: true, acl: 'private' });
    expect(panel()).toEqual({ kind: 'closed' });
    expect(main.sent).toEqual([
      ['upload/start', { stagingId: 's1', ...choice }],
      ['upload/start', { ...choice, stagingId: 's2', keepOriginal: true, acl: 'private' }],
    ]);
  });

  it('case 43: shows the drop that is still looked at once the first one was given up', async () => {
    const main = scriptMain();
    const first = drop();
    main.look(0, 's1');
    await first;
    const second = drop();
    useStore.getState().discardUpload();
    expect(panel()).toMatchObject({ kind: 'looking' });
    main.look(1, 's2');
    await second;
    expect(panel()).toMatchObject(ready('s2'));
    expect(main.sent).toEqual([['upload/discard', { stagingId: 's1' }]]);
  });

  it('remembers album and audience of the last upload, for its connection only', async () => {
    const main = scriptMain();
    const first = drop();
    main.look(0, 's1');
    await first;
    await useStore.getState().startUpload({ ...choice, acl: 'public-read' });
    expect(lastUploadHere(useStore.getState())).toMatchObject({ album: 'post/', acl: 'public-read' });
    const { connection } = useStore.getState();
    if (connection.kind !== 'open') throw new Error('expected an open connection');
    const other = { ...connection, connection: { ...connection.connection, connectionId: 'another' } };
    expect(lastUploadHere({ ...useStore.getState(), connection: other })).toBeNull();
  });

  it('gives up a look that was cancelled, and stays closed when it ends', async () => {
    const main = scriptMain();
    const first = drop();
    useStore.getState().discardUpload();
    useStore.getState().stagingLooked(7);
    expect(panel()).toEqual({ kind: 'closed' });
    expect(main.sent).toEqual([['upload/stop-looking', { connectionId: 'c' }]]);
    // It was through already.
    main.look(0, 's1');
    await first;
    expect(panel()).toEqual({ kind: 'closed' });
    expect(main.sent.slice(1)).toEqual([['upload/discard', { stagingId: 's1' }]]);
  });

  it('keeps the panel and answers the reason when an upload does not start', async () => {
    const main = scriptMain();
    const error = { code: 'bad-request', channel: 'upload/start', detail: 'album' } as const;
    main.refusals.set('upload/start', { ok: false, error });
    const first = drop();
    main.look(0, 's1');
    await first;
    expect(await useStore.getState().startUpload({ ...choice, album: '..' })).toEqual(error);
    expect(panel()).toMatchObject(ready('s1'));
  });
});
