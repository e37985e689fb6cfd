import { describe, expect, it } from 'vitest';
import { profileWriteWords } from '../../../electron/files/dialog-words.ts';

const write = {
  path: '/home/me/.aws/credentials',
  profile: 'work',
  replaces: 'OLD1',
  with: 'NEW2',
  backup: '/home/me/.aws/credentials.backup-20261122-014905',
  config: '/home/me/.aws/config',
};

describe('the question before keys are written into the AWS files', () => {
  it.each(['en', 'ko'] as const)('names the profile, both keys by their ends, and every file (%s)', (language) => {
    const { message, detail } = profileWriteWords(language, write);
    expect(message).toContain('“work”');
    for (const fact of [write.path, write.replaces, write.with, write.backup, write.config])
      expect(detail).toContain(fact);
  });

  it.each(['en', 'ko'] as const)('leaves out what is not there (%s)', (language) => {
    const { message, detail } = profileWriteWords(language, { ...write, replaces: null, backup: null, config: null });
    expect(`${message} ${detail}`).not.toMatch(/null|backup|config/);
    expect(detail).toContain('NEW2');
  });
});
