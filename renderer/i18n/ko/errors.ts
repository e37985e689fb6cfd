export const errors = {
  'bad-request': 'Contact Sheet가 알 수 없는 요청을 보냈습니다({{detail}}). 개발자에게 알려 주세요.',
  'forbidden-sender': '이 창에서는 할 수 없는 작업입니다. 창을 닫고 Contact Sheet를 다시 여세요.',
  'unknown-connection': '닫힌 연결입니다. 버킷을 다시 여세요.',
  'unknown-group': '이 사진은 더 이상 없습니다. 버킷을 다시 읽어 현재 상태를 확인하세요.',
  'unknown-job': '이미 끝난 작업입니다.',
  'unknown-trouble': '키 문제가 이미 해결되었습니다. 다시 시도하세요.',
  'stale-view': '그사이 목록이 바뀌었습니다. 다시 시도하세요.',
  cancelled: '취소했습니다.',
  internal: 'Contact Sheet 내부에서 문제가 생겼습니다({{detail}}). 다시 시도하고, 계속되면 개발자에게 알려 주세요.',
  'no-such-profile': '~/.aws에 “{{profile}}” 프로필이 없습니다. 다른 프로필을 선택하세요.',
  'no-credentials': '“{{source}}”에서 키를 얻지 못했습니다{{aside}}. ~/.aws의 설정을 확인하거나 다른 키를 선택하세요.',
  'no-credentials-environment':
    '환경 변수에서 키를 얻지 못했습니다{{aside}}. AWS_ACCESS_KEY_ID와 AWS_SECRET_ACCESS_KEY를 설정한 뒤 Contact Sheet를 다시 시작하세요.',
  'keys-gone': '이 키는 더 이상 이 컴퓨터에 없습니다. 키를 다시 입력하세요.',
  'keys-locked':
    '이 컴퓨터의 키링에서 키를 꺼내지 못했습니다. 키링의 잠금을 풀고 다시 시도하거나 키를 새로 입력하세요.',
  'wrong-keys-key':
    '{{server}}에 없는 액세스 키 ID입니다. 키가 교체되거나 삭제되었을 수 있으니 지금 쓰는 키를 입력하세요.',
  'wrong-keys-signature':
    '{{server}}에서 비밀 액세스 키를 거부했습니다. 액세스 키 ID와 짝이 맞지 않으니 둘 다 다시 입력하세요.',
  'credentials-expired': '키가 만료되었습니다. 다시 로그인하거나 새 키를 입력한 뒤 시도하세요.',
  'login-needed': '“{{profile}}” 프로필은 로그인이 필요합니다. 계속하려면 로그인하세요.',
  'login-refused-denied':
    '브라우저에서 “{{profile}}” 프로필의 로그인이 거부되었습니다. 다시 로그인하고 브라우저에서 허용하세요.',
  'login-refused-expired': '“{{profile}}” 프로필의 로그인을 제한 시간 안에 마치지 못했습니다. 다시 로그인하세요.',
  'login-refused-misconfigured':
    '“{{profile}}” 프로필의 로그인 설정이 올바르지 않습니다{{aside}}. ~/.aws/config에서 시작 URL, 리전, 계정, 역할을 확인하세요.',
  'mfa-cancelled':
    '“{{profile}}” 프로필의 일회용 코드를 입력하지 않아 키를 얻지 못했습니다. 다시 시도해 MFA 기기의 코드를 입력하세요.',
  'mfa-refused': '“{{profile}}” 프로필의 일회용 코드가 거부되었습니다. 다음 코드를 기다렸다가 다시 시도하세요.',
  'role-refused':
    '“{{profile}}” 프로필에는 {{role}} 역할을 맡을 권한이 없습니다. ~/.aws/config의 role_arn을 확인하거나 sts:AssumeRole 권한을 요청하세요.',
  'credential-process-missing':
    '“{{profile}}” 프로필의 키를 내주는 프로그램이 없습니다. ~/.aws/config의 credential_process를 확인하세요.',
  'credential-process-slow':
    '“{{profile}}” 프로필의 키를 내주는 프로그램이 너무 오래 걸립니다. 터미널에서 실행해 무엇을 기다리는지 확인한 뒤 다시 시도하세요.',
  'credential-process-failed':
    '“{{profile}}” 프로필의 키를 내주는 프로그램에서 오류가 났습니다. 터미널에서 실행해 원인을 확인한 뒤 다시 시도하세요.',
  'credential-process-unreadable':
    '“{{profile}}” 프로필의 키를 내주는 프로그램이 키가 아닌 것을 출력했습니다. credential_process 형식의 JSON을 출력하는지 확인하세요.',
  'no-such-bucket': '“{{bucket}}” 버킷이 없습니다. 버킷 이름과 엔드포인트를 확인하세요.',
  'invalid-bucket-name':
    '“{{bucket}}” 같은 버킷 이름은 쓸 수 없습니다. 소문자, 숫자, 점, 하이픈으로 3~63자를 입력하세요.',
  'wrong-region': '“{{bucket}}” 버킷은 {{region}} 리전에 없습니다. 고급 설정에서 맞는 리전을 입력하세요.',
  'wrong-region-known':
    '“{{bucket}}” 버킷은 {{region}} 리전이 아니라 {{actual}} 리전에 있습니다. 고급 설정의 리전을 {{actual}} 값으로 바꾸세요.',
  'access-denied-list':
    '이 키에는 “{{bucket}}” 버킷의 목록을 볼 권한이 없습니다. 버킷 관리자에게 s3:ListBucket 권한을 요청하세요.',
  'access-denied-get':
    '이 키에는 “{{target}}” 객체를 읽을 권한이 없습니다. 버킷 관리자에게 s3:GetObject 권한을 요청하세요.',
  'access-denied-put':
    '이 키에는 “{{target}}” 위치에 쓸 권한이 없습니다. 버킷 관리자에게 s3:PutObject 권한을 요청하세요.',
  'access-denied-delete':
    '이 키에는 “{{target}}” 객체를 지울 권한이 없습니다. 버킷 관리자에게 s3:DeleteObject 권한을 요청하세요.',
  'access-denied-get-any':
    '이 키에는 “{{bucket}}” 버킷의 객체를 읽을 권한이 없습니다. 버킷 관리자에게 s3:GetObject 권한을 요청하세요.',
  'access-denied-put-any':
    '이 키에는 “{{bucket}}” 버킷에 쓸 권한이 없습니다. 버킷 관리자에게 s3:PutObject 권한을 요청하세요.',
  'access-denied-delete-any':
    '이 키에는 “{{bucket}}” 버킷의 객체를 지울 권한이 없습니다. 버킷 관리자에게 s3:DeleteObject 권한을 요청하세요.',
  'access-denied-list-buckets':
    '이 키에는 버킷 목록을 볼 권한이 없습니다. 버킷 이름을 직접 입력하거나 계정 관리자에게 s3:ListAllMyBuckets 권한을 요청하세요.',
  'access-denied-create-bucket':
    '이 키에는 “{{bucket}}” 버킷을 만들 권한이 없습니다. 계정 관리자에게 s3:CreateBucket 권한을 요청하세요.',
  'bucket-taken':
    '“{{bucket}}” 같은 이름의 버킷이 이미 있습니다. 다른 사람의 버킷과도 이름이 겹칠 수 없으니 다른 이름을 입력하세요.',
  'bucket-taken-by-you': '“{{bucket}}” 버킷을 이미 가지고 있습니다. 그 버킷을 열거나 다른 이름을 입력하세요.',
  'too-many-buckets':
    '이 계정에서 더는 버킷을 만들 수 없습니다. 쓰지 않는 버킷을 지우거나 한도를 늘려 달라고 요청하세요.',
  'acls-disabled':
    '“{{bucket}}” 버킷에서는 업로드할 때 볼 수 있는 사람을 정할 수 없습니다. “버킷 설정대로”를 선택해 다시 업로드하세요.',
  'public-access-blocked':
    '“{{bucket}}” 버킷은 공개가 차단되어 모두에게 보이게 할 수 없습니다. “버킷 설정대로”를 선택해 다시 업로드하세요.',
  'not-supported':
    '{{server}}에서 지원하지 않는 기능입니다({{what}}). 서버 관리자에게 문의하거나 이 기능 없이 진행하세요.',
  unreachable: '{{server}}에 연결할 수 없습니다. 네트워크와 엔드포인트를 확인한 뒤 다시 시도하세요.',
  'tls-failed-date':
    '{{server}}의 인증서가 오늘 날짜에 유효하지 않습니다. 이 컴퓨터의 날짜가 맞는지 확인하고, 맞다면 서버 관리자에게 알리세요.',
  'tls-failed-name':
    '{{server}}의 인증서가 다른 이름으로 발급되었습니다. 누군가 중간에 있을 수 있으니 엔드포인트와 네트워크를 확인하세요.',
  'tls-failed-authority':
    '{{server}}의 인증서를 발급한 기관을 이 컴퓨터가 신뢰하지 않습니다. 직접 운영하는 서버라면 ~/.aws/config의 ca_bundle에 인증서 파일을 지정하세요.',
  'tls-failed-handshake':
    '{{server}}에서 https:// 암호화 연결을 할 수 없습니다. 엔드포인트를 확인하고, 암호화를 쓰지 않는 서버라면 http://로 입력하세요.',
  'timed-out': '{{server}}의 응답이 너무 늦습니다. 잠시 뒤 다시 시도하세요.',
  'not-s3':
    '{{server}}에서 응답했지만 S3 서버가 아닙니다. 네트워크 로그인 페이지일 수 있으니 엔드포인트와 네트워크를 확인하세요.',
  throttled: '{{server}}에 보낸 요청이 너무 많습니다. 잠시 기다린 뒤 다시 시도하세요.',
  'clock-skew': '이 컴퓨터의 시계가 {{server}}의 시계와 너무 다릅니다. 시계를 맞춘 뒤 다시 시도하세요.',
  'server-error': '{{server}}에서 오류가 났습니다({{status}}). 잠시 뒤 다시 시도하세요.',
  'quota-exceeded':
    '{{server}}에서 “{{bucket}}” 버킷이 쓸 수 있는 공간이 가득 찼습니다. 객체를 지우거나 서버 관리자에게 공간을 요청하세요.',
  'encryption-key':
    '“{{bucket}}” 버킷을 암호화한 키를 사용할 수 없습니다{{aside}}. 버킷 관리자에게 KMS 키 사용 권한을 요청하세요.',
  'key-vanished': '“{{key}}” 객체는 더 이상 버킷에 없습니다. 다른 사람이 지웠을 수 있습니다.',
  'object-changed': '읽는 동안 “{{key}}” 객체가 바뀌었습니다. 다시 시도하면 새 객체를 가져옵니다.',
  'already-exists': '“{{key}}” 객체가 이미 버킷에 있어 그대로 두었습니다. 다른 앨범을 선택하세요.',
  'archived-object': '“{{key}}” 객체는 보관소에 있습니다. 버킷 관리자에게 복원을 요청한 뒤 다시 여세요.',
  'object-refused-too-large':
    '“{{key}}” 객체가 서버에서 받는 크기보다 큽니다. 더 작은 크기를 선택하거나 한도를 늘려 달라고 요청하세요.',
  'object-refused-name': '서버에서 “{{key}}” 같은 이름을 받지 않습니다. 특수한 문자가 없는 더 짧은 이름을 선택하세요.',
  'object-refused-metadata':
    '“{{key}}” 객체에 딸린 정보가 서버에서 받는 것보다 많습니다. 파일 이름을 줄인 뒤 다시 업로드하세요.',
  'transfer-damaged': '“{{key}}” 객체가 손상된 채로 도착해 폐기했습니다. 다시 시도하세요.',
  'not-a-url': '입력한 “{{text}}” 값은 S3 객체의 주소가 아닙니다. s3:// 또는 https:// 주소를 붙여넣으세요.',
  'other-bucket': '다른 버킷 “{{bucket}}”의 주소입니다. 그 버킷을 먼저 여세요.',
  'not-an-image': '“{{name}}” 파일은 사진이 아닙니다. JPEG, PNG, WebP, GIF, AVIF, TIFF 파일을 선택하세요.',
  'unsupported-image': '“{{name}}” 파일은 {{format}} 형식이라 읽을 수 없습니다. JPEG나 PNG로 바꾼 뒤 추가하세요.',
  'damaged-image': '“{{name}}” 파일이 손상되었거나 중간에 끊겼습니다. 온전한 파일을 사용하세요.',
  'image-too-large-pixels': '“{{name}}” 파일의 픽셀이 {{max}}개를 넘습니다. 크기를 줄인 뒤 다시 시도하세요.',
  'image-too-large-side': '“{{name}}” 파일의 한 변이 {{max}}픽셀보다 깁니다. 여러 장으로 나눈 뒤 다시 시도하세요.',
  'image-too-large-bytes': '“{{name}}” 파일이 {{max}}보다 큽니다. 크기를 줄인 뒤 다시 시도하세요.',
  'image-too-large-frames': '“{{name}}” 파일의 프레임이 {{max}}개를 넘습니다. 애니메이션을 줄인 뒤 다시 시도하세요.',
  'image-too-large-channels':
    '“{{name}}” 파일의 색 채널이 {{max}}개를 넘어 일반 사진으로 볼 수 없습니다. RGB로 저장한 뒤 다시 시도하세요.',
  'image-too-large-seconds':
    '“{{name}}” 파일을 {{max}}초 안에 처리하지 못해 그만두었습니다. 크기를 줄인 뒤 다시 시도하세요.',
  'cannot-encode': '{{format}} 형식으로 만들 수 없는 사진입니다({{detail}}). 다른 형식이나 크기를 선택하세요.',
  'host-died': '“{{name}}” 파일을 처리하지 못했습니다. 다른 사진에는 영향이 없으니 다른 크기나 형식으로 시도하세요.',
  'file-not-found': '“{{path}}” 파일이 없습니다. 파일을 다시 선택하세요.',
  'file-changed': '읽는 동안 “{{path}}” 파일이 바뀌어 업로드하지 않았습니다. 다시 추가하세요.',
  'not-readable': '“{{path}}” 파일을 읽을 수 없습니다. 파일 권한을 확인하세요.',
  'not-writable': '“{{path}}” 위치에 저장할 수 없습니다. 다른 폴더를 선택하거나 폴더 권한을 확인하세요.',
  'disk-full': '디스크가 가득 차 “{{path}}” 파일을 저장하지 못했습니다. 공간을 비운 뒤 다시 시도하세요.',
  'result-expired': '준비한 사진이 사라졌습니다. 크기와 형식을 다시 선택하세요.',
  'not-a-table':
    '“{{path}}” 파일은 이름 표가 아닙니다. uuid, file_name, file_extension 열이 있는 CSV나 JSON을 선택하세요.',
  'aws-file-unclear':
    '“{{path}}” 파일을 고치면 내용 일부가 사라질 수 있어 그대로 두었습니다{{aside}}. 파일을 직접 고쳐 주세요.',
  aside: '({{detail}})',
  amazon: 'Amazon S3',
} as const;
