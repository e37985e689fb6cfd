import { beforeAll, describe, expect, it } from 'vitest';
import { i18n, startI18n } from '../../../renderer/i18n/i18n.ts';
import { offlineText } from '../../../renderer/shell/offline-text.ts';

describe('a server out of reach', () => {
  beforeAll(async () => {
    await startI18n('en');
  });

  it('is named by its host, and Amazon S3 by its name', () => {
    const text = (endpoint: string) => offlineText(i18n.t, { code: 'unreachable', endpoint, detail: '' });
    expect(text('https://s3.example.org:9000/path')).toBe('No connection to s3.example.org:9000.');
    expect(text('')).toBe('No connection to Amazon S3.');
  });

  it('case 20: is not said of a server that answers as none: a login page is told as one', () => {
    expect(offlineText(i18n.t, { code: 'not-s3', endpoint: 'https://s3.example.org', detail: '' })).toContain(
      'login page',
    );
  });
});
