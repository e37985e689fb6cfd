import { beforeAll, describe, expect, it } from 'vitest';
import { formatsOf } from '../../../renderer/i18n/format.ts';
import { i18n, startI18n } from '../../../renderer/i18n/i18n.ts';
import { jobPlace, jobTitle, namesReadText, paceText } from '../../../renderer/jobs/job-text.ts';
import type { JobSummary } from '../../../shared/job.ts';

const job = (facts: Partial<JobSummary>): JobSummary => ({
  id: 'j1',
  kind: 'upload',
  connectionId: 'c1',
  state: 'running',
  subject: 'post/',
  itemsDone: 0,
  itemsFailed: 0,
  itemsTotal: 7,
  bytesDone: 0,
  bytesTotal: 0,
  startedAt: 0,
  endedAt: null,
  error: null,
  savedPath: null,
  names: null,
  ...facts,
});
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
    expect(paceText(t, english, pace)).toBe('12 s left · 3.1 MB/s');
    expect(paceText(t, english, [])).toBe('Starting…');
  });

  it('turns to minutes and hours where seconds would be noise', () => {
    const slow = (seconds: number) => [
      { at: 0, bytes: 0, share: 0 },
      { at: 1000, bytes: 0, share: 1 / (seconds + 1) },
    ];
    expect(paceText(t, english, slow(99))).toBe('99 s left');
    expect(paceText(t, english, slow(180))).toBe('3 min left');
    expect(paceText(t, english, slow(7200))).toBe('2 h left');
  });

  it('names the album of an upload and the file of a save', () => {
    expect(jobPlace(t, job({}))).toBe('to “post”');
    expect(jobPlace(t, job({ kind: 'save', subject: 'a_512.png' }))).toBe('a_512.png');
    expect(jobPlace(t, job({ kind: 'delete' }))).toBeNull();
  });

  it('says the same in Korean', async () => {
    await i18n.changeLanguage('ko');
    const korean = formatsOf('ko');
    expect(jobTitle(i18n.t, korean, job({ itemsDone: 3 }))).toBe('7개 중 4개 업로드');
    expect(paceText(i18n.t, korean, pace)).toBe('12초 남음 · 3.1 MB/s');
  });
});
