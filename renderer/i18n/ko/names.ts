export const names = {
  coverage: '{{total}}장 중 {{number}}장의 이름을 압니다',
  readRest: '나머지 읽기…',
  readMenu: '버킷에서 이름 읽기…',
  reading: '이름을 읽는 중…',
  readTitle: '나머지 사진의 이름을 읽을까요?',
  readTitleNone: '사진 이름',
  counting: '물어볼 사진을 세는 중…',
  cost_other:
    '사진 {{number}}장의 이름을 아직 모릅니다. 저장된 파일에 이름이 들어 있을 수 있으며, 확인하려면 사진마다 한 번씩 요청 {{number}}번이 필요합니다.',
  how: '사진을 내려받지는 않습니다. 요청마다 요금을 받는 서비스에서는 모두 셈에 들어갑니다. 뒤에서 진행되고 언제든 멈출 수 있으며, 아무것도 들어 있지 않은 파일이 잇달아 {{limit}}개 나오면 스스로 끝납니다.',
  allNamed: '모든 사진에 이름이 있습니다.',
  allRead:
    '이름을 모르는 사진은 모두 확인했고, 파일에 이름이 없었습니다. 표에서 이름을 가져오거나 사진 정보에서 이름을 직접 지을 수 있습니다.',
  runsNow: '지금 이름을 읽고 있습니다.',
  readNow: '이름 읽기',
  notInDemo: '데모에서는 버킷의 이름을 읽을 필요가 없습니다.',
  edit: '이름 바꾸기',
  editField: '사진 이름',
  takeBack: '저장된 이름으로 되돌리기',
  own: '직접 지은 이름, 이 컴퓨터에 보관',
  keys: 'Enter 키로 저장, Esc 키로 취소합니다. 비워 두면 저장된 이름으로 돌아갑니다.',
  problems: {
    'too-long': '이름이 너무 깁니다. 줄여 주세요.',
    'control-characters': '이름에는 줄바꿈이나 제어 문자를 쓸 수 없습니다.',
  },
} as const;
