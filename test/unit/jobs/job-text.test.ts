import { beforeAll, describe, expect, it } from 'vitest';
import { formatsOf } from '../../../renderer/i18n/format.ts';
import { i18n, startI18n } from '../../../renderer/i18n/i18n.ts';
import {
  bytesText,
  failureText,
  jobPlace,
  jobTitle,
  namesReadText,
  overallText,
  paceText,
  skippedText,
} from '../../../renderer/jobs/job-text.ts';
import type { JobKind, JobState, JobSummary } from '../../../shared/job.ts';
import { jobSummary, uploadAlbums } from '../../support/job-summary.ts';

const job = (facts: Partial<JobSummary>): JobSummary =>
  jobSummary({ subject: 'post/', itemsTotal: 7, startedAt: 0, ...facts });
const pace = [
  { at: 0, bytes: 0, share: 0 },
  { at: 4000, bytes: 12_400_000, share: 0.25 },
];

describe('what is said of a job', () => {
  beforeAll(async () => {
    await startI18n('en');
  });
  const t = i18n.t;
  const english = formatsOf('en');

  it('counts the picture that is being worked on, and never past the last', () => {
    expect(jobTitle(t, english, job({ itemsDone: 2, itemsFailed: 1 }))).toBe('Uploading 4 of 7');
    expect(jobTitle(t, english, job({ itemsDone: 7 }))).toBe('Uploading 7 of 7');
  });

  it('tells every end apart', () => {
    expect(jobTitle(t, english, job({ state: 'succeeded', itemsDone: 1 }))).toBe('1 picture uploaded');
    expect(jobTitle(t, english, job({ state: 'failed', itemsFailed: 2 }))).toBe('2 of 7 not uploaded');
    expect(jobTitle(t, english, job({ state: 'cancelled', itemsDone: 3 }))).toBe('Upload cancelled after 3 of 7');
    expect(jobTitle(t, english, job({ kind: 'delete', state: 'succeeded', itemsDone: 1200 }))).toBe(
      '1,200 pictures deleted',
    );
  });

  it('tells of a reading of names how far it is, what it brought and why it stopped', () => {
    const reading = (facts: Partial<JobSummary>) =>
      job({ kind: 'read-names', subject: null, itemsTotal: 12_340, ...facts });
    const names = { found: 3210, refused: 2, stoppedAfter: 500 };
    expect(jobTitle(t, english, reading({ itemsDone: 1000 }))).toBe('Reading names: 1,001 of 12,340');
    expect(jobTitle(t, english, reading({ state: 'succeeded', names }))).toBe('3,210 names found');
    expect(namesReadText(t, english, reading({ state: 'succeeded', names }))).toEqual([
      'Stopped after 500 files in a row that carry no name',
      '2 files could not be asked',
    ]);
    const nothing = { found: 0, refused: 0, stoppedAfter: null };
    expect(jobTitle(t, english, reading({ state: 'succeeded', names: nothing }))).toBe('No names found');
    expect(namesReadText(t, english, reading({ state: 'succeeded', names: nothing }))).toEqual([]);
    const cancelled = reading({ state: 'cancelled', itemsDone: 7, names: { ...nothing, found: 1 } });
    expect(jobTitle(t, english, cancelled)).toBe('Reading names stopped after 7 of 12,340');
    expect(namesReadText(t, english, cancelled)).toEqual(['1 name found']);
    expect(jobTitle(t, english, reading({ state: 'failed' }))).toBe('Names could not be read');
  });

  it('tells time left and speed, or that it is starting', () => {
    expect(paceText(t, english, pace, 'upload')).toBe('12 s left · 3.1 MB/s');
    expect(paceText(t, english, [], 'upload')).toBe('Starting…');
  });

  it('turns to minutes and hours where seconds would be noise', () => {
    const slow = (seconds: number) => [
      { at: 0, bytes: 0, share: 0 },
      { at: 1000, bytes: 0, share: 1 / (seconds + 1) },
    ];
    expect(paceText(t, english, slow(99), 'upload')).toBe('99 s left');
    expect(paceText(t, english, slow(180), 'upload')).toBe('3 min left');
    expect(paceText(t, english, slow(7200), 'upload')).toBe('2 h left');
  });

  it('names the album of an upload and the file of a save', () => {
    const place = (facts: Partial<JobSummary>) => jobPlace(t, english, job(facts));
    expect(place({ albums: uploadAlbums(['post/']) })).toBe('to “post”');
    expect(place({ subject: '', albums: uploadAlbums(['']) })).toBeNull();
    expect(place({ subject: 'site/', albums: uploadAlbums(['site/'], 1, 'site/') })).toBeNull();
    expect(place({ albums: uploadAlbums(['site/trip/', 'site/'], 2, 'site/') })).toBe('to “trip” and (no album)');
    expect(place({ kind: 'save', subject: 'a_512.png' })).toBe('a_512.png');
    expect(place({ kind: 'delete' })).toBeNull();
    expect(place({ kind: 'restore', subject: '바다', itemsTotal: 1 })).toBe('바다');
  });

  it('names the albums that the folders of an upload become, by number where they are many', () => {
    const place = (first: string[], total: number) => jobPlace(t, english, job({ albums: uploadAlbums(first, total) }));
    expect(place(['trip/', 'trip/day 2/'], 2)).toBe('to “trip” and “trip/day 2”');
    expect(place(['a/', 'b/', 'c/'], 7)).toBe('to 7 albums');
  });

  it('tells what is pending, paused or waits to go on', () => {
    expect(jobTitle(t, english, job({ kind: 'delete', state: 'pending' }))).toBe('7 pictures will be deleted');
    expect(jobTitle(t, english, job({ state: 'paused', itemsDone: 3 }))).toBe('Upload paused: 3 of 7 done');
    expect(jobTitle(t, english, job({ state: 'queued', startedAt: null }))).toBe('Waiting to upload 7 pictures');
    expect(jobTitle(t, english, job({ state: 'queued', itemsDone: 3 }))).toBe('Waiting to go on: 3 of 7 done');
  });

  it('says of a delete that was undone that the pictures stay', () => {
    const undone = job({ kind: 'delete', state: 'cancelled', startedAt: null });
    expect(jobTitle(t, english, undone)).toBe('7 pictures kept');
    expect(jobTitle(t, english, { ...undone, startedAt: 5, itemsDone: 2 })).toBe('Delete cancelled after 2 of 7');
  });

  it('counts a save of several, and names one of a single picture', () => {
    const several = job({ kind: 'save', state: 'succeeded', itemsDone: 5, itemsSkipped: 2 });
    expect(jobTitle(t, english, several)).toBe('5 pictures saved');
    expect(skippedText(t, english, several)).toBe('2 left out');
    expect(skippedText(t, english, job({}))).toBeNull();
    expect(jobTitle(t, english, job({ kind: 'save', state: 'succeeded', itemsTotal: 1 }))).toBe('Saved');
  });

  it('tells bytes of what moves them only, and no speed of a delete', () => {
    const facts = { bytesDone: 12_000_000, bytesTotal: 40_000_000 };
    expect(bytesText(t, english, job(facts))).toBe('12 MB of 40 MB');
    expect(bytesText(t, english, job({ ...facts, state: 'failed' }))).toBe('12 MB');
    expect(bytesText(t, english, job({ ...facts, kind: 'delete' }))).toBeNull();
    expect(paceText(t, english, pace, 'delete')).toBe('12 s left');
  });

  it('tells all jobs together in one line', () => {
    const overall = { jobs: 3, bytesDone: 12_000_000, bytesTotal: 40_000_000, share: 0.3 };
    const read = { bytesPerSecond: 3_100_000, secondsLeft: 9 };
    expect(overallText(t, english, overall, read)).toBe('3 tasks in all · 12 MB of 40 MB · 9 s left · 3.1 MB/s');
    const without = { bytesPerSecond: null, secondsLeft: null };
    expect(overallText(t, english, { ...overall, bytesTotal: 0 }, without)).toBe('3 tasks in all');
  });

  it('gives the reason of the job, else of its first failure, by name', () => {
    const error = { code: 'damaged-image', name: 'cut.png', detail: '' } as const;
    expect(failureText(job({}))).toBeNull();
    expect(failureText(job({ error }))).toBe(failureText(job({ firstFailure: { name: 'cut.png', error } })));
    expect(failureText(job({ firstFailure: { name: '바다', error } }))).toMatch(/^바다: “cut.png”/);
  });

  it('has words for every kind in every state', () => {
    const kinds: JobKind[] = ['upload', 'save', 'delete', 'restore', 'repair', 'read-names'];
    const states: JobState[] = ['pending', 'queued', 'running', 'paused', 'succeeded', 'failed', 'cancelled'];
    for (const kind of kinds) {
      for (const state of states) expect(jobTitle(t, english, job({ kind, state }))).not.toMatch(/^jobs\.|\{\{/);
    }
  });

  it('says the same in Korean', async () => {
    await i18n.changeLanguage('ko');
    const korean = formatsOf('ko');
    expect(jobTitle(i18n.t, korean, job({ itemsDone: 3 }))).toBe('7개 중 4개 업로드');
    expect(paceText(i18n.t, korean, pace, 'upload')).toBe('12초 남음 · 3.1 MB/s');
    const place = (first: string[], total: number) =>
      jobPlace(i18n.t, korean, job({ albums: uploadAlbums(first, total) }));
    expect(place(['a/'], 1)).toBe('“a” 앨범으로');
    expect(place(['a/', 'b/', ''], 3)).toBe('“a” 앨범, “b” 앨범 및 (앨범 없음)으로');
    expect(place(['a/', 'b/', 'c/'], 7)).toBe('앨범 7개로');
  });
});
