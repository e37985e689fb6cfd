import { describe, expect, it } from 'vitest';
import { withReadableFileNames } from '../../../build/set-up/locale.mjs';

const { PATH } = process.env;

describe.runIf(process.platform === 'linux')('withReadableFileNames', () => {
  it('names a character set where the machine has no locale', async () => {
    expect(await withReadableFileNames({ PATH })).toEqual({ PATH, LC_CTYPE: 'C.UTF-8' });
  });

  it('keeps the language of a locale that is not installed', async () => {
    const env = { PATH, LC_ALL: 'ko_KR.not-installed' };
    expect(await withReadableFileNames(env)).toEqual({ PATH, LANG: 'ko_KR.not-installed', LC_CTYPE: 'C.UTF-8' });
  });

  it('leaves an environment alone that can spell every file name', async () => {
    const env = { PATH, LANG: 'C.UTF-8' };
    expect(await withReadableFileNames(env)).toBe(env);
  });
});
