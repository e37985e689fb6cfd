import type { BrokenOff } from '../../shared/broken-off.ts';
import type { DialogLanguage, QuestionWords } from '../files/dialog-words.ts';

/** One counted thing in English; Korean counts without a plural. */
const counted = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;

const english = ({ uploads, lostUploads, saves, deletes, mends }: BrokenOff): QuestionWords => {
  const kinds = [
    ...named(uploads + lostUploads, 'upload', 'uploads'),
    ...named(saves, 'save', 'saves'),
    ...named(deletes, 'delete', 'deletes'),
    ...named(mends, 'repair', 'repairs'),
  ];
  const total = uploads + lostUploads + saves + deletes + mends;
  return {
    message: `Quit while ${listed(kinds, ' and ')} ${total === 1 ? 'is' : 'are'} still running?`,
    detail: lines(
      uploads > 0 && `${counted(uploads, 'upload goes', 'uploads go')} on at the next start.`,
      lostUploads > 0 && `${counted(lostUploads, 'upload', 'uploads')} to the demo will be cancelled.`,
      saves > 0 && `${counted(saves, 'save', 'saves')} will be cancelled. What is saved already stays.`,
      deletes > 0 && `${counted(deletes, 'delete', 'deletes')} will be cancelled. What is not deleted yet stays.`,
      mends > 0 && `${counted(mends, 'repair', 'repairs')} will be cancelled.`,
    ),
    yes: 'Quit',
    no: 'Keep running',
  };
};

const korean = ({ uploads, lostUploads, saves, deletes, mends }: BrokenOff): QuestionWords => {
  const kinds = [
    ...(uploads + lostUploads > 0 ? [`업로드 ${uploads + lostUploads}개`] : []),
    ...(saves > 0 ? [`저장 ${saves}개`] : []),
    ...(deletes > 0 ? [`삭제 ${deletes}개`] : []),
    ...(mends > 0 ? [`복구 ${mends}개`] : []),
  ];
  return {
    message: `${kinds.join(', ')}를 진행하고 있습니다. 그래도 끝낼까요?`,
    detail: lines(
      uploads > 0 && `업로드 ${uploads}개는 다음에 시작할 때 이어서 진행합니다.`,
      lostUploads > 0 && `데모에 올리던 업로드 ${lostUploads}개는 취소됩니다.`,
      saves > 0 && `저장 ${saves}개는 취소됩니다. 이미 저장한 파일은 그대로 있습니다.`,
      deletes > 0 && `삭제 ${deletes}개는 취소됩니다. 아직 삭제하지 않은 사진은 그대로 있습니다.`,
      mends > 0 && `복구 ${mends}개는 취소됩니다.`,
    ),
    yes: '끝내기',
    no: '계속 진행',
  };
};

/** The question before the app ends with work under way. */
export const quitWords = (language: DialogLanguage, work: BrokenOff): QuestionWords =>
  language === 'ko' ? korean(work) : english(work);

const named = (count: number, one: string, many: string): string[] => (count === 0 ? [] : [counted(count, one, many)]);
const lines = (...all: (string | false)[]): string => all.filter((line) => line !== false).join('\n');

function listed(parts: readonly string[], and: string): string {
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')}${and}${parts.at(-1)}`;
}
