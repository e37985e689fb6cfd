import {
  closeSync,
  existsSync,
  fstatSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { temporaryIn } from './write.ts';

const DATA_FILE = 'data.mdb';
/** Where LMDB's data format 2 keeps what is needed here (mdb.c: MDB_page, MDB_meta, MDB_db), in bytes. */
const MAGIC_AT = 24;
const MAGIC = 0xbeef_c0de;
const VERSION_AT = 28;
const VERSION = 2;
const PAGE_SIZE_AT = 48;
const LAST_PAGE_AT = 144;
const META_END = 160;
const META_PAGES = 2;
const MIN_PAGE_SIZE = 256;
const MAX_PAGE_SIZE = 65_536;
/** Beyond this a "last page" is damage, not data. */
const MAX_FILE_BYTES = 2 ** 40;
/** More than LMDB's table of readers, which it makes as a file of holes and fills through memory. */
const ROOM_BYTES = 64 * 1024;

/**
 * Whether the LMDB environment in `folder` may be opened as it is: LMDB maps its file into memory and believes it, so
 * that one that was cut short or is something else ends the whole process (SIGBUS) instead of failing. An absent or
 * empty one is sound. Throws where the file cannot be read.
 */
export function isLmdbFolderSound(folder: string): boolean {
  const { bytes, wanted } = measureDataFile(join(folder, DATA_FILE));
  return bytes === 0 || (wanted !== null && bytes >= wanted);
}

/**
 * Makes it safe to open the LMDB environment in `folder` where its records are worth an attempt. Something else is
 * moved aside; one that ends early is filled up, so that LMDB finds the missing pages damaged and says so by throwing.
 * Throws where the folder cannot be read or written.
 */
export function makeLmdbFolderSafe(folder: string): void {
  const file = join(folder, DATA_FILE);
  const { bytes, wanted } = measureDataFile(file);
  if (bytes === 0) return;
  if (wanted === null) moveAside(folder);
  else if (bytes < wanted) fillUp(file, wanted);
}

/**
 * Throws where the disk is too full for an LMDB environment in `folder`, which is made where it is missing: opened all
 * the same, LMDB would end the whole process (SIGBUS) instead of failing.
 */
export function expectRoomForLmdb(folder: string): void {
  mkdirSync(folder, { recursive: true });
  const probe = temporaryIn(folder, '.room');
  try {
    writeFileSync(probe, Buffer.alloc(ROOM_BYTES, 1));
  } finally {
    rmSync(probe, { force: true });
  }
}

/** Moves a damaged environment to `<folder>.damaged`, in the place of an earlier one. */
export function moveAside(folder: string): void {
  rmSync(`${folder}.damaged`, { recursive: true, force: true });
  renameSync(folder, `${folder}.damaged`);
}

/** Bytes that are there, and bytes that should be; null where it is no LMDB file. */
function measureDataFile(file: string): { bytes: number; wanted: number | null } {
  if (!existsSync(file)) return { bytes: 0, wanted: null };
  const descriptor = openSync(file, 'r');
  try {
    const bytes = fstatSync(descriptor).size;
    const first = readMeta(descriptor, 0);
    const second = first === null ? null : readMeta(descriptor, first.pageSize);
    if (first === null || second === null || first.pageSize !== second.pageSize) return { bytes, wanted: null };
    const pages = Math.max(META_PAGES, first.lastPage + 1, second.lastPage + 1);
    return { bytes, wanted: pages * first.pageSize };
  } finally {
    closeSync(descriptor);
  }
}

function readMeta(descriptor: number, offset: number): { pageSize: number; lastPage: number } | null {
  const meta = Buffer.alloc(META_END);
  if (readSync(descriptor, meta, 0, META_END, offset) < META_END) return null;
  if (meta.readUInt32LE(MAGIC_AT) !== MAGIC || meta.readUInt32LE(VERSION_AT) !== VERSION) return null;
  const pageSize = meta.readUInt32LE(PAGE_SIZE_AT);
  const lastPage = Number(meta.readBigUInt64LE(LAST_PAGE_AT));
  return isPageSize(pageSize) && lastPage * pageSize < MAX_FILE_BYTES ? { pageSize, lastPage } : null;
}

const isPageSize = (bytes: number): boolean =>
  bytes >= MIN_PAGE_SIZE && bytes <= MAX_PAGE_SIZE && (bytes & (bytes - 1)) === 0;

function fillUp(file: string, bytes: number): void {
  const descriptor = openSync(file, 'r+');
  try {
    ftruncateSync(descriptor, bytes);
  } finally {
    closeSync(descriptor);
  }
}
