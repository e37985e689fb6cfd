import { AppFailure } from '../../shared/app-error.ts';

const codeOf = (thrown: unknown): string =>
  thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : '';

const fullCodes = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

/** The `AppFailure` for a file that could not be written: `disk-full` or `not-writable`. */
export function toWriteFailure(thrown: unknown, path: string): AppFailure {
  const code = fullCodes.has(codeOf(thrown)) ? 'disk-full' : 'not-writable';
  return new AppFailure({ code, path }, { cause: thrown });
}

/** The `AppFailure` for a file that could not be read: `file-not-found` or `not-readable`. */
export function toReadFailure(thrown: unknown, path: string): AppFailure {
  const gone = codeOf(thrown) === 'ENOENT' || codeOf(thrown) === 'ENOTDIR';
  return new AppFailure({ code: gone ? 'file-not-found' : 'not-readable', path }, { cause: thrown });
}
