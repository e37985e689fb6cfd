import { describe, expect, it } from 'vitest';
import { readFailure, toReadFailure, toWriteFailure, writeFailure } from '../../../electron/files/file-error.ts';
import { AppFailure } from '../../../shared/app-error.ts';

const system = (code: string): Error => Object.assign(new Error(code), { code });
const cancelled = new AppFailure({ code: 'cancelled' });

describe('what a failed write means', () => {
  it.each(['ENOSPC', 'EDQUOT', 'EFBIG'])('is a full disk for %s', (code) => {
    expect(writeFailure(system(code), '/a')).toMatchObject({ error: { code: 'disk-full', path: '/a' } });
  });

  it.each(['EACCES', 'EPERM', 'EROFS', 'ENOENT', 'ENAMETOOLONG', 'EBUSY', 'EIO', 'ESTALE'])(
    'is a place that cannot be written for %s',
    (code) => {
      expect(writeFailure(system(code), '/a')).toMatchObject({ error: { code: 'not-writable', path: '/a' } });
    },
  );

  it('is left as it is where no file caused it, unless only a file was touched', () => {
    const thrown = system('ERR_SOMETHING');
    expect(writeFailure(thrown, '/a')).toBe(thrown);
    expect(toWriteFailure(thrown, '/a')).toMatchObject({ error: { code: 'not-writable', path: '/a' }, cause: thrown });
  });

  it('is not told twice', () => {
    expect(toWriteFailure(cancelled, '/a')).toBe(cancelled);
  });
});

describe('what a failed read means', () => {
  it.each(['ENOENT', 'ENOTDIR'])('is a missing file for %s', (code) => {
    expect(readFailure(system(code), '/a')).toMatchObject({ error: { code: 'file-not-found', path: '/a' } });
  });

  it.each(['EACCES', 'EISDIR', 'EIO', 'ESTALE'])('is a file that cannot be read for %s', (code) => {
    expect(readFailure(system(code), '/a')).toMatchObject({ error: { code: 'not-readable', path: '/a' } });
  });

  it('is left as it is where no file caused it, unless only a file was touched', () => {
    const thrown = new TypeError('x is not a function');
    expect(readFailure(thrown, '/a')).toBe(thrown);
    expect(toReadFailure(thrown, '/a')).toMatchObject({ error: { code: 'not-readable', path: '/a' }, cause: thrown });
    expect(toReadFailure(cancelled, '/a')).toBe(cancelled);
  });
});
