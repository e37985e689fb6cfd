export const deletion = {
  title_other: '사진 {{number}}장을 삭제할까요?',
  text_other: '“{{bucket}}” 버킷에서 객체 {{objects}}개({{bytes}})를 지웁니다. 되돌릴 수 없습니다.',
  measuring: '지울 객체를 세는 중…',
  confirm_other: '{{number}}장 삭제',
  done_other: '사진 {{number}}장을 삭제했습니다.',
  failed_other: '{{total}}장 중 {{number}}장을 삭제하지 못했습니다.',
  cancelled: '삭제를 멈췄습니다. {{total}}장 중 {{number}}장을 지웠습니다.',
} as const;
