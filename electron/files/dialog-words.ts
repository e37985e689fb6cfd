import type { ProfileWrite } from '../credentials/aws-credentials-file.ts';

/** What main's own dialogs say: the system puts them in front, so that no page can change the words. */
export type DialogLanguage = 'en' | 'ko';

export interface QuestionWords {
  message: string;
  detail: string;
  yes: string;
  no: string;
}

const words: Readonly<Record<DialogLanguage, (write: ProfileWrite) => QuestionWords>> = {
  en: ({ profile, path, replaces, with: added, backup, config }) => ({
    message: replaces === null ? `Add keys to the profile “${profile}”?` : `Replace the keys of “${profile}”?`,
    detail: paragraphs(
      replaces === null
        ? `The key that ends in ${added} is written to ${path}.`
        : `In ${path} the key that ends in ${added} takes the place of the one that ends in ${replaces}.`,
      config === null ? null : `The region is written to ${config}.`,
      'Everything else in the file stays as it is.',
      backup === null ? null : `A copy of the old file is kept at ${backup}.`,
    ),
    yes: 'Write',
    no: 'Cancel',
  }),
  ko: ({ profile, path, replaces, with: added, backup, config }) => ({
    message: replaces === null ? `“${profile}” 프로필에 키를 추가할까요?` : `“${profile}” 프로필의 키를 바꿀까요?`,
    detail: paragraphs(
      replaces === null
        ? `${added}(으)로 끝나는 키를 ${path}에 씁니다.`
        : `${path}에서 ${replaces}(으)로 끝나는 키를 ${added}(으)로 끝나는 키로 바꿉니다.`,
      config === null ? null : `리전은 ${config}에 씁니다.`,
      '파일의 다른 내용은 그대로 둡니다.',
      backup === null ? null : `원래 파일의 사본을 ${backup}에 남깁니다.`,
    ),
    yes: '쓰기',
    no: '취소',
  }),
};

/** The question before keys are written into the AWS files. */
export const profileWriteWords = (language: DialogLanguage, write: ProfileWrite): QuestionWords =>
  words[language](write);

const paragraphs = (...all: (string | null)[]): string => all.filter((one) => one !== null).join('\n\n');
