import { beforeAll, describe, expect, it, vi } from 'vitest';
import { startI18n } from '../../../renderer/i18n/i18n.ts';
import { endedNotice } from '../../../renderer/store/job-notices.ts';
import type { JobSummary } from '../../../shared/job.ts';
import { jobSummary, uploadAlbums } from '../../support/job-summary.ts';

beforeAll(() => startI18n('en'));

const go = vi.fn();
const wayTo = vi.fn((): (() => void) | null => go);
const actions = { wasCancelledHere: true, showJobs: vi.fn(), reveal: vi.fn(), wayTo };
const notice = (facts: Partial<JobSummary>) =>
  endedNotice(jobSummary({ state: 'succeeded', itemsTotal: 3, itemsDone: 3, startedAt: 1, ...facts }), actions);
const failure = { name: 'cut.png', error: { code: 'damaged-image', name: 'cut.png', detail: '' } } as const;

describe('endedNotice', () => {
  it('tells how many could not be uploaded, why, and leads to the list', () => {
    const said = notice({ state: 'failed', itemsDone: 2, itemsFailed: 1, firstFailure: failure });
    expect(said).toMatchObject({ tone: 'error', action: { label: 'Show' } });
    expect(said?.text).toMatch(/^1 of 3 pictures could not be uploaded\. “cut\.png” is damaged/);
    said?.action?.run();
    expect(actions.showJobs).toHaveBeenCalledOnce();
  });

  it('tells what was uploaded and where, and what was left out', () => {
    expect(notice({ albums: uploadAlbums(['post/']) })?.text).toBe('3 pictures uploaded to “post”.');
    const root = uploadAlbums(['']);
    expect(notice({ albums: root, itemsDone: 2, itemsSkipped: 1 })?.text).toBe('2 pictures uploaded. 1 left out.');
  });

  it('names the albums of an upload where they are few, else says how many, never the outer one alone', () => {
    const few = uploadAlbums(['trip/', 'trip/day 2/', '']);
    expect(notice({ subject: 'trip/', albums: few })?.text).toBe(
      '3 pictures uploaded to “trip”, “trip/day 2”, and (no album).',
    );
    const many = uploadAlbums(['trip/', 'trip/day 2/', 'trip/day 3/'], 1200);
    expect(notice({ subject: 'trip/', albums: many })?.text).toBe('3 pictures uploaded to 1,200 albums.');
  });

  it('leads to the album of an upload, to all pictures where it went to several, and nowhere from there', () => {
    const one = notice({ albums: uploadAlbums(['post/']) });
    expect(one?.action?.label).toBe('Open the album');
    expect(wayTo).toHaveBeenLastCalledWith('c1', 'post/');
    one?.action?.run();
    expect(go).toHaveBeenCalledOnce();
    expect(notice({ albums: uploadAlbums(['a/', 'b/']) })?.action?.label).toBe('All pictures');
    expect(wayTo).toHaveBeenLastCalledWith('c1', null);
    wayTo.mockReturnValueOnce(null);
    expect(notice({ albums: uploadAlbums(['post/']) })?.action).toBeUndefined();
  });

  it('leads to all pictures from an upload to no album, also below the prefix of a connection', () => {
    for (const root of ['', 'site/']) {
      const said = notice({ albums: uploadAlbums([root], 1, root) });
      expect(said).toMatchObject({ text: '3 pictures uploaded.', action: { label: 'All pictures' } });
      expect(wayTo).toHaveBeenLastCalledWith('c1', null);
    }
  });

  it('leads to the folder of a save of several, and says nothing of one picture', () => {
    const said = notice({ kind: 'save', savedPath: '/pictures' });
    expect(said).toMatchObject({ tone: 'ok', text: '3 pictures saved.', action: { label: 'Show in folder' } });
    said?.action?.run();
    expect(actions.reveal).toHaveBeenCalledWith('j1');
    expect(notice({ kind: 'save', itemsTotal: 1 })).toBeNull();
  });

  it('says nothing of what the person cancelled, but what of a delete is gone, and that pictures stay whose bucket was left', () => {
    expect(notice({ state: 'cancelled' })).toBeNull();
    expect(notice({ kind: 'delete', state: 'cancelled', startedAt: null })).toBeNull();
    const undone = jobSummary({ kind: 'delete', state: 'cancelled', itemsTotal: 3 });
    expect(endedNotice(undone, { ...actions, wasCancelledHere: false })?.text).toBe('3 pictures kept.');
    expect(notice({ kind: 'delete', state: 'cancelled', itemsDone: 2 })?.text).toContain('2 of 3');
  });

  it('tells of every other kind how it ended', () => {
    expect(notice({ kind: 'delete' })?.text).toBe('3 pictures deleted.');
    expect(notice({ kind: 'restore' })?.text).toBe('3 pictures restored.');
    expect(notice({ kind: 'repair', state: 'failed', itemsFailed: 2, firstFailure: failure })?.text).toMatch(
      /^2 of 3 pictures could not be repaired\. “cut\.png”/,
    );
    const names = { found: 0, refused: 2, stoppedAfter: null };
    expect(notice({ kind: 'read-names', names })).toEqual({
      tone: 'info',
      text: 'No names found. 2 files could not be asked.',
    });
  });
});
