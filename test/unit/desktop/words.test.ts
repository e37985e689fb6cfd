import { describe, expect, it } from 'vitest';
import { endedWords } from '../../../electron/desktop/ended-words.ts';
import { quitWords } from '../../../electron/desktop/quit-words.ts';
import { brokenOff } from '../../../shared/broken-off.ts';
import type { JobKind, JobState } from '../../../shared/job.ts';
import { jobSummary } from '../../support/job-summary.ts';

const jobs = (...all: [JobKind, JobState][]) => all.map(([kind, state]) => jobSummary({ kind, state }));
const nowhere = () => false;

describe('what the end of the run would break off', () => {
  it('case 44: is nothing without jobs, and none of what is pending, ended or only reads names', () => {
    expect(brokenOff([], nowhere)).toBeNull();
    const harmless = jobs(
      ['delete', 'pending'],
      ['upload', 'succeeded'],
      ['save', 'failed'],
      ['read-names', 'running'],
    );
    expect(brokenOff(harmless, nowhere)).toBeNull();
  });

  it('case 44: counts what runs, waits or is paused, and uploads that end with the run apart', () => {
    const all = jobs(['upload', 'running'], ['upload', 'queued'], ['upload', 'paused'], ['save', 'running']);
    const more = jobs(['delete', 'running'], ['restore', 'running'], ['repair', 'queued']);
    const expected = { uploads: 3, lostUploads: 0, saves: 1, deletes: 1, mends: 2 };
    expect(brokenOff([...all, ...more], nowhere)).toEqual(expected);
    expect(brokenOff(all, () => true)).toMatchObject({ uploads: 0, lostUploads: 3, saves: 1 });
  });
});

describe('the question before the end', () => {
  const nothing = { uploads: 0, lostUploads: 0, saves: 0, deletes: 0, mends: 0 };

  it('case 44: says of each kind what becomes of it', () => {
    expect(quitWords('en', { ...nothing, uploads: 2 })).toEqual({
      message: 'Quit while 2 uploads are still running?',
      detail: '2 uploads go on at the next start.',
      yes: 'Quit',
      no: 'Keep running',
    });
    expect(quitWords('en', { ...nothing, uploads: 1, saves: 1, deletes: 2 })).toMatchObject({
      message: 'Quit while 1 upload, 1 save and 2 deletes are still running?',
      detail:
        '1 upload goes on at the next start.\n1 save will be cancelled. What is saved already stays.\n2 deletes will be cancelled. What is not deleted yet stays.',
    });
    expect(quitWords('en', { ...nothing, lostUploads: 1, mends: 1 }).detail).toBe(
      '1 upload to the demo will be cancelled.\n1 repair will be cancelled.',
    );
    expect(quitWords('en', { ...nothing, saves: 1 }).message).toBe('Quit while 1 save is still running?');
  });

  it('case 44: says the same in Korean', () => {
    expect(quitWords('ko', { ...nothing, uploads: 2, saves: 1 })).toEqual({
      message: '업로드 2개, 저장 1개를 진행하고 있습니다. 그래도 끝낼까요?',
      detail:
        '업로드 2개는 다음에 시작할 때 이어서 진행합니다.\n저장 1개는 취소됩니다. 이미 저장한 파일은 그대로 있습니다.',
      yes: '끝내기',
      no: '계속 진행',
    });
  });
});

describe('what a notification says', () => {
  const failed = jobSummary({ state: 'failed', itemsDone: 1199, itemsFailed: 1, itemsTotal: 1200 });

  it('counts what was done, what could not be and what was left out', () => {
    expect(endedWords('en', failed)).toEqual({
      title: 'Not everything worked',
      body: '1 of 1,200 pictures could not be uploaded.',
    });
    const saved = jobSummary({ kind: 'save', state: 'succeeded', itemsDone: 1, itemsSkipped: 3 });
    expect(endedWords('en', saved)).toEqual({ title: 'Done', body: '1 picture saved. 3 left out.' });
    const names = { found: 12, refused: 0, stoppedAfter: null };
    expect(endedWords('en', jobSummary({ kind: 'read-names', state: 'succeeded', names })).body).toBe(
      '12 names found.',
    );
  });

  it('has words for every kind in both languages', () => {
    const kinds: JobKind[] = ['upload', 'save', 'delete', 'restore', 'repair', 'read-names'];
    for (const state of ['succeeded', 'failed'] as const) {
      const texts = kinds.flatMap((kind) =>
        (['en', 'ko'] as const).map((language) => endedWords(language, jobSummary({ kind, state })).body),
      );
      expect(new Set(texts).size).toBe(texts.length);
    }
    expect(endedWords('ko', failed).body).toBe('사진 1,200장 중 1장을 업로드하지 못했습니다.');
  });
});
