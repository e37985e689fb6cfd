import { beforeAll, describe, expect, it } from 'vitest';
import { i18n, startI18n } from '../../../renderer/i18n/i18n.ts';

describe('the question before a connection is forgotten', () => {
  beforeAll(() => startI18n('en'));

  it.each([
    ['en', /thumbnails.*names.*uploads that still wait/, 'What another connection uses stays.'],
    ['ko', /썸네일.*이름.*업로드는 취소/, '다른 연결에서 쓰는 정보는 그대로 둡니다.'],
  ] as const)('tells all that goes, and what stays (%s)', (lng, goes, stays) => {
    const text = i18n.t('connect.forgetText', { lng });
    expect(text).toMatch(goes);
    expect(text).toContain(stays);
  });
});
