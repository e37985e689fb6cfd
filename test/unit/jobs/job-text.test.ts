import { beforeAll, describe, expect, it } from 'vitest';
import { formatsOf } from '../../../renderer/i18n/format.ts';
import { i18n, startI18n } from '../../../renderer/i18n/i18n.ts';
import { jobPlace, jobTitle, paceText } from '../../../renderer/jobs/job-text.ts';
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
