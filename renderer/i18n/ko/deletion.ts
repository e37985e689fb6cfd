export const deletion = {
  title_other: '사진 {{number}}장을 삭제할까요?',
  text_other: '“{{bucket}}” 버킷에서 객체 {{objects}}개({{bytes}})를 지웁니다.',
  final: '10초 안에 실행을 취소할 수 있습니다. 그 뒤에는 되돌릴 수 없습니다.',
  restorable: '10초 안에 실행을 취소할 수 있습니다. 그 뒤에는 ‘최근 삭제된 항목’에서 복원할 수 있습니다.',
  measuring: '지울 객체를 세는 중…',
  confirm_other: '{{number}}장 삭제',
  seconds: '{{number}}초',
  timeLeft: '취소할 수 있는 시간',
  done_other: '사진 {{number}}장을 삭제했습니다.',
  failed_other: '{{total}}장 중 {{number}}장을 삭제하지 못했습니다.',
  cancelled: '삭제를 멈췄습니다. {{total}}장 중 {{number}}장을 지웠습니다.',
} as const;

export const deleted = {
  title: '최근 삭제된 항목',
  text: '“{{bucket}}” 버킷은 삭제한 사진을 보관합니다. 되살릴 사진을 선택하세요.',
  reading: '삭제된 사진을 찾는 중…',
  found: '지금까지 {{number}}장 찾음. 계속 찾는 중…',
  more: '더 보기',
  restore: '복원',
  failed: '삭제된 사진을 불러올 수 없습니다',
  emptyTitle: '삭제된 사진이 없습니다',
  emptyText: '이 버킷에서 삭제한 사진을 여기에서 복원할 수 있습니다.',
} as const;

export const repair = {
  text_other:
    '사진 {{number}}장에 섬네일이 없습니다. 업로드가 중단되었을 수 있습니다. 빠진 부분을 다시 만들거나 남은 것을 삭제할 수 있습니다.',
  all: '모두 복구',
  action: '복구',
} as const;
