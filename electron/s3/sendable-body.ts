import { createHash } from 'node:crypto';
import { type BigIntStats, close, fstat, open as openNumber, read } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { crc32 } from 'node:zlib';
import { AppFailure } from '../../shared/app-error.ts';
import { toReadFailure } from '../files/file-error.ts';
import { SEND_CHUNK_BYTES } from './timeouts.ts';

/** Files up to here are held in memory while they are sent. */
const MOST_BUFFERED_BYTES = 256 * 1024;

/** What a file was when its sending began; any difference later means that another file's bytes would be published. */
interface FileStamp {
  bytes: number;
  modifiedNs: bigint;
  inode: bigint;
}

const stampOf = ({ size, mtimeNs, ino }: BigIntStats): FileStamp => ({
  bytes: Number(size),
  modifiedNs: mtimeNs,
  inode: ino,
});

/** Files by their numbers: a `FileHandle` costs as much again as the reading of a small file. */
const small = { open: promisify(openNumber), stat: promisify(fstat), read: promisify(read), close: promisify(close) };

const isSame = (a: FileStamp, b: FileStamp): boolean =>
  a.bytes === b.bytes && a.modifiedNs === b.modifiedNs && a.inode === b.inode;

/** Of what cannot break. */
const NEVER_BROKEN = new AbortController().signal;

/** What one try sends. The caller closes it when the request has ended, however it ended. */
export interface OpenBody {
  readonly content: Buffer | Readable;
  /** Aborts where the reading failed, so that the request does not wait for bytes that never come. */
  readonly broken: AbortSignal;
  /** Why the reading failed: the request's own error says less. */
  readonly failure: AppFailure | null;
  /** Hex digest of the content; null unless all of it was handed to the connection. */
  md5(): string | null;
  close(): Promise<void>;
}

/** Content of known length that can be sent more than once. */
export interface SendableBody {
  readonly bytes: number;
  /** CRC-32 of all of it as `x-amz-checksum-crc32` has it: base64 of four bytes, the highest first. */
  checksum(): Promise<string>;
  open(onSent: (bytes: number) => void): Promise<OpenBody>;
}

export function sendableBuffer(content: Buffer): SendableBody & { open(): Promise<OpenBody> } {
  const md5 = createHash('md5').update(content).digest('hex');
  const open: OpenBody = {
    content,
    broken: NEVER_BROKEN,
    failure: null,
    md5: () => md5,
    close: () => Promise.resolve(),
  };
  return {
    bytes: content.length,
    checksum: () => Promise.resolve(checksumText(crc32(content))),
    open: () => Promise.resolve(open),
  };
}

const CHECKSUM_BYTES = 4;

function checksumText(value: number): string {
  const bytes = Buffer.alloc(CHECKSUM_BYTES);
  bytes.writeUInt32BE(value);
  return bytes.toString('base64');
}

/**
 * A local file as a body of known length that can be sent more than once. Fails with `file-changed` where the file is
 * not what it was, and holds its last bytes back until that is certain: the server never gets a whole body of it.
 */
export class SendableFile implements SendableBody {
  readonly path: string;
  readonly bytes: number;
  #first: FileStamp | null = null;
  #checksum: string | null = null;
  /** Of a small file, from its checksum to its sending. */
  #content: Buffer | null = null;

  constructor(path: string, bytes: number) {
    this.path = path;
    this.bytes = bytes;
  }

  async open(onSent: (bytes: number) => void): Promise<OpenBody> {
    if (this.bytes <= MOST_BUFFERED_BYTES) return this.#openBuffered();
    const handle = await this.openUnchanged();
    return new OpenFile(handle, { file: this, expectUnchanged: () => this.expectUnchanged(handle), onSent });
  }

  /** Reads the file once; fails with `file-changed` as sending it would. */
  async checksum(): Promise<string> {
    this.#checksum ??= await this.#readChecksum();
    return this.#checksum;
  }

  /** The caller closes it. */
  async openUnchanged(): Promise<FileHandle> {
    const handle = await open(this.path, 'r').catch((thrown: unknown) => {
      throw toReadFailure(thrown, this.path);
    });
    try {
      await this.expectUnchanged(handle);
      return handle;
    } catch (thrown) {
      await handle.close();
      throw thrown;
    }
  }

  /** A small file is read whole, once for its checksum and its sending: several times quicker than a stream. */
  async #openBuffered(): Promise<OpenBody> {
    const content = this.#content ?? (await this.#readContent());
    const open = await sendableBuffer(content).open();
    const close = (): Promise<void> => {
      this.#content = null;
      return Promise.resolve();
    };
    return { ...open, close };
  }

  /** All of it, of one moment: a change while it is read is a failure. */
  async #readContent(): Promise<Buffer> {
    let file: number | null = null;
    try {
      file = await small.open(this.path, 'r');
      this.#expectSame(await small.stat(file, { bigint: true }));
      const content = Buffer.allocUnsafe(this.bytes);
      for (let at = 0; at < content.length; ) {
        const { bytesRead } = await small.read(file, content, at, content.length - at, at);
        if (bytesRead === 0) throw new AppFailure({ code: 'file-changed', path: this.path });
        at += bytesRead;
      }
      this.#expectSame(await small.stat(file, { bigint: true }));
      return content;
    } catch (thrown) {
      throw toReadFailure(thrown, this.path);
    } finally {
      if (file !== null) await small.close(file);
    }
  }

  async #readChecksum(): Promise<string> {
    if (this.bytes <= MOST_BUFFERED_BYTES) {
      this.#content = await this.#readContent();
      return checksumText(crc32(this.#content));
    }
    const handle = await this.openUnchanged();
    try {
      let value = 0;
      const chunks = handle.createReadStream({ start: 0, autoClose: false, highWaterMark: SEND_CHUNK_BYTES });
      for await (const chunk of chunks) value = crc32(chunk, value);
      await this.expectUnchanged(handle);
      return checksumText(value);
    } catch (thrown) {
      throw toReadFailure(thrown, this.path);
    } finally {
      await handle.close();
    }
  }

  /** Throws `file-changed` where the file is not what it was when it was first opened. */
  async expectUnchanged(handle: FileHandle): Promise<void> {
    this.#expectSame(await handle.stat({ bigint: true }));
  }

  #expectSame(status: BigIntStats): void {
    const now = stampOf(status);
    this.#first ??= now;
    if (now.bytes !== this.bytes || !isSame(now, this.#first))
      throw new AppFailure({ code: 'file-changed', path: this.path });
  }
}

interface Reading {
  file: SendableFile;
  expectUnchanged: () => Promise<void>;
  onSent: (bytes: number) => void;
}

class OpenFile implements OpenBody {
  readonly content: Readable;
  failure: AppFailure | null = null;
  readonly #handle: FileHandle;
  readonly #broken = new AbortController();
  readonly #hash = createHash('md5');
  #md5: string | null = null;

  constructor(handle: FileHandle, reading: Reading) {
    this.#handle = handle;
    this.content = Readable.from(this.#read(reading), { objectMode: false });
    this.content.once('error', () => this.#broken.abort());
  }

  get broken(): AbortSignal {
    return this.#broken.signal;
  }

  md5(): string | null {
    return this.#md5;
  }

  async close(): Promise<void> {
    this.content.destroy();
    await this.#handle.close().catch(() => undefined);
  }

  async *#read({ file, expectUnchanged, onSent }: Reading): AsyncGenerator<Buffer> {
    try {
      for (let sent = 0; sent < file.bytes; ) {
        const chunk = Buffer.allocUnsafe(Math.min(SEND_CHUNK_BYTES, file.bytes - sent));
        const { bytesRead } = await this.#handle.read(chunk, 0, chunk.length, sent);
        if (bytesRead === 0) throw new AppFailure({ code: 'file-changed', path: file.path });
        sent += bytesRead;
        if (sent === file.bytes) await expectUnchanged();
        const read = chunk.subarray(0, bytesRead);
        this.#hash.update(read);
        yield read;
        onSent(sent);
      }
      this.#md5 = this.#hash.digest('hex');
    } catch (thrown) {
      this.failure = toReadFailure(thrown, file.path);
      throw this.failure;
    }
  }
}
