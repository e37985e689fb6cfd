import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startI18n } from '../../../renderer/i18n/i18n.ts';
import { useStore } from '../../../renderer/store/store.ts';
import type { JobSummary } from '../../../shared/job.ts';
import { jobSummary, uploadAlbums } from '../../support/job-summary.ts';
import { connection, createFakeMain } from './fake-main.ts';

const initial = useStore.getState();

beforeEach(async () => {
  await startI18n('en');
  vi.stubGlobal('window', { contactSheet: createFakeMain([1, 2, 3]).bridge });
  useStore.setState(initial, true);
  await useStore.getState().openConnection({ kind: 'demo' });
});
afterEach(() => {
  useStore.getState().stopCatalogue();
  vi.unstubAllGlobals();
});

/** An upload ends; answers the way that its notice offers. */
function uploadEnded(facts: Partial<JobSummary>) {
  const ended = { state: 'succeeded', itemsTotal: 2, itemsDone: 2, connectionId: connection.connectionId } as const;
  useStore.getState().jobsChanged([jobSummary({ ...ended, ...facts })]);
  return useStore.getState().notices.at(-1)?.action?.run;
}

describe('the end of an upload', () => {
  const one = uploadAlbums(['post/']);
  const several = uploadAlbums(['post/a/', 'post/b/']);

  it('leads to its album, out of the viewer, a search and the deleted', () => {
    useStore.getState().changeQuery({ album: 'other/', search: 'sea' });
    useStore.setState({ pane: 'deleted' });
    useStore.getState().openViewer(0, 1);
    uploadEnded({ albums: one })?.();
    const { opened, pane, query } = useStore.getState();
    expect({ opened, pane, query }).toMatchObject({
      opened: { kind: 'none' },
      pane: 'pictures',
      query: { album: 'post/', search: '', incompleteOnly: false },
    });
  });

  it('leads to all pictures where they went to several albums', () => {
    useStore.getState().changeQuery({ album: 'post/' });
    uploadEnded({ albums: several })?.();
    expect(useStore.getState().query.album).toBeNull();
  });

  it('leads nowhere where the person is there already, nor out of another bucket', () => {
    expect(uploadEnded({ albums: several })).toBeUndefined();
    expect(uploadEnded({ id: 'j2', albums: one, connectionId: 'another' })).toBeUndefined();
  });
});
