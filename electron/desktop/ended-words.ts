import { assertNever } from '../../shared/app-error.ts';
import type { JobSummary } from '../../shared/job.ts';
import type { DialogLanguage } from '../files/dialog-words.ts';

/** A notification of the system's. */
export interface NotificationWords {
  title: string;
  body: string;
}

/** What is told of a job that ended while the person looked elsewhere; the reasons stand in the window. */
export function endedWords(language: DialogLanguage, job: JobSummary): NotificationWords {
  const isFailed = job.state === 'failed';
  const body = language === 'ko' ? korean(job) : english(job);
  const skipped = job.itemsSkipped === 0 ? '' : ` ${skippedWords[language](number(language, job.itemsSkipped))}`;
  return { title: titles[language][isFailed ? 'failed' : 'done'], body: `${body}${skipped}` };
}

const titles = {
  en: { done: 'Done', failed: 'Not everything worked' },
  ko: { done: '작업을 마쳤습니다', failed: '일부를 마치지 못했습니다' },
} as const;
const skippedWords = {
  en: (count: string) => `${count} left out.`,
  ko: (count: string) => `${count}개는 건너뛰었습니다.`,
} as const;

function english(job: JobSummary): string {
  const { kind, state } = job;
  if (kind === 'read-names') {
    return state === 'failed' ? 'The names could not be read.' : `${count(job.names?.found ?? 0, 'name')} found.`;
  }
  const verb = englishVerbs[kind];
  if (state !== 'failed') return `${count(job.itemsDone, 'picture')} ${verb}.`;
  const failed = number('en', Math.max(1, job.itemsFailed));
  return `${failed} of ${count(Math.max(1, job.itemsTotal), 'picture')} could not be ${verb}.`;
}

const englishVerbs = {
  upload: 'uploaded',
  save: 'saved',
  delete: 'deleted',
  restore: 'restored',
  repair: 'repaired',
} as const;

function korean(job: JobSummary): string {
  const done = number('ko', job.itemsDone);
  const failed = `사진 ${number('ko', Math.max(1, job.itemsTotal))}장 중 ${number('ko', Math.max(1, job.itemsFailed))}장을`;
  const isFailed = job.state === 'failed';
  switch (job.kind) {
    case 'upload':
      return isFailed ? `${failed} 업로드하지 못했습니다.` : `사진 ${done}장을 업로드했습니다.`;
    case 'save':
      return isFailed ? `${failed} 저장하지 못했습니다.` : `사진 ${done}장을 저장했습니다.`;
    case 'delete':
      return isFailed ? `${failed} 삭제하지 못했습니다.` : `사진 ${done}장을 삭제했습니다.`;
    case 'restore':
      return isFailed ? `${failed} 복원하지 못했습니다.` : `사진 ${done}장을 복원했습니다.`;
    case 'repair':
      return isFailed ? `${failed} 복구하지 못했습니다.` : `사진 ${done}장을 복구했습니다.`;
    case 'read-names':
      return isFailed ? '이름을 읽지 못했습니다.' : `이름 ${number('ko', job.names?.found ?? 0)}개를 찾았습니다.`;
    default:
      return assertNever(job.kind);
  }
}

const number = (language: DialogLanguage, value: number): string => value.toLocaleString(language);
const count = (value: number, one: string): string => `${number('en', value)} ${one}${value === 1 ? '' : 's'}`;
