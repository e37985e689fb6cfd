import { open } from 'node:fs/promises';

/** Where LMDB's data format 2 keeps what is needed here (mdb.c: MDB_page, MDB_meta, MDB_db), in bytes. */
const MAGIC_AT = 24;
const VERSION_AT = 28;
const PAGE_SIZE_AT = 48;
const LAST_PAGE_AT = 144;
const TRANSACTION_AT = 152;
const META_BYTES = 160;
const MAGIC = 0xbeef_c0de;
const VERSION = 2;
const MIN_PAGE_BYTES = 256;
const MAX_PAGE_BYTES = 65_536;

interface Meta {
  pageBytes: number;
  lastPage: bigint;
  transaction: bigint;
}

function readMeta(content: Buffer): Meta | null {
  if (content.length < META_BYTES) return null;
  if (content.readUInt32LE(MAGIC_AT) !== MAGIC || content.readUInt32LE(VERSION_AT) !== VERSION) return null;
  return {
    pageBytes: content.readUInt32LE(PAGE_SIZE_AT),
    lastPage: content.readBigUInt64LE(LAST_PAGE_AT),
    transaction: content.readBigUInt64LE(TRANSACTION_AT),
  };
}

const isPageSize = (bytes: number): boolean =>
  bytes >= MIN_PAGE_BYTES && bytes <= MAX_PAGE_BYTES && (bytes & (bytes - 1)) === 0;

/**
 * Whether an LMDB data file may be opened: LMDB maps it into memory and believes it, so that a file that was cut short
 * or is something else ends the whole process (SIGBUS) instead of failing. An absent or empty file is sound.
 */
export async function isSoundStore(path: string): Promise<boolean> {
  const file = await open(path, 'r').catch(() => null);
  if (file === null) return true;
  try {
    const { size } = await file.stat();
    if (size === 0) return true;
    const read = async (at: number): Promise<Meta | null> => {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(META_BYTES), 0, META_BYTES, at);
      return readMeta(buffer.subarray(0, bytesRead));
    };
    const first = await read(0);
    if (first === null || !isPageSize(first.pageBytes)) return false;
    const second = await read(first.pageBytes);
    if (second === null || second.pageBytes !== first.pageBytes) return false;
    const newest = second.transaction > first.transaction ? second : first;
    return BigInt(size) >= (newest.lastPage + 1n) * BigInt(newest.pageBytes);
  } finally {
    await file.close();
  }
}
