import { type AppError, AppFailure } from '../../shared/app-error.ts';

const NO_SPACE = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);
const REFUSED_WRITE = new Set([
  'EACCES',
  'EPERM',
  'EROFS',
  'ENOENT',
  'ENOTDIR',
  'EISDIR',
  'ENAMETOOLONG',
  'EBUSY',
  'EINVAL',
  'EILSEQ',
  'ELOOP',
  'ENXIO',
  // A disk that fails, a drive that was pulled, a network folder that went away.
  'EIO',
  'ENODEV',
  'ESTALE',
]);
const REFUSED_READ = new Set([
  'EACCES',
  'EPERM',
  'EISDIR',
  'EBUSY',
  'EIO',
  'ELOOP',
  'ENAMETOOLONG',
  'EINVAL',
  'ENXIO',
  'ENODEV',
  'ESTALE',
]);
const MISSING = new Set(['ENOENT', 'ENOTDIR']);

/** The `code` of a system error such as `ENOSPC`; empty for anything else that was thrown. */
function systemCode(thrown: unknown): string {
  return thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : '';
}

/** What went wrong when `path` was written: `disk-full`, `not-writable`, or the failure itself where it is no file's. */
export function writeFailure(thrown: unknown, path: string): unknown {
  return failureOf(thrown, (code) => {
    if (NO_SPACE.has(code)) return { code: 'disk-full', path };
    return REFUSED_WRITE.has(code) ? { code: 'not-writable', path } : null;
  });
}

/** What went wrong when `path` was read: `file-not-found`, `not-readable`, or the failure itself. */
export function readFailure(thrown: unknown, path: string): unknown {
  return failureOf(thrown, (code) => {
    if (MISSING.has(code)) return { code: 'file-not-found', path };
    return REFUSED_READ.has(code) ? { code: 'not-readable', path } : null;
  });
}

/** As {@link writeFailure} where nothing but `path` was touched: what has no name of its own is `not-writable`. */
export function toWriteFailure(thrown: unknown, path: string): AppFailure {
  const failure = writeFailure(thrown, path);
  return failure instanceof AppFailure ? failure : new AppFailure({ code: 'not-writable', path }, { cause: thrown });
}

/** As {@link readFailure} where nothing but `path` was touched: what has no name of its own is `not-readable`. */
export function toReadFailure(thrown: unknown, path: string): AppFailure {
  const failure = readFailure(thrown, path);
  return failure instanceof AppFailure ? failure : new AppFailure({ code: 'not-readable', path }, { cause: thrown });
}

function failureOf(thrown: unknown, mapped: (code: string) => AppError | null): unknown {
  if (thrown instanceof AppFailure) return thrown;
  const error = mapped(systemCode(thrown));
  return error === null ? thrown : new AppFailure(error, { cause: thrown });
}
