import { AppFailure } from '../../shared/app-error.ts';
import { toReadFailure } from '../files/file-error.ts';
import type { PutBody } from './bucket.ts';
import { SendableFile } from './sendable-body.ts';

/** Content of known length that is read in stretches. */
export interface PartSource {
  readonly bytes: number;
  /** `to` is exclusive. Fails with `file-changed` where the file is not the one that was opened. */
  read(from: number, to: number): Promise<Buffer>;
  /** Throws `file-changed`; once all was read, the last thing before it is published. */
  expectUnchanged(): Promise<void>;
  close(): Promise<void>;
}

/** The caller closes it. */
export async function openPartSource(body: PutBody): Promise<PartSource> {
  return Buffer.isBuffer(body) ? bufferSource(body) : fileSource(body.path, body.bytes);
}

const bufferSource = (content: Buffer): PartSource => ({
  bytes: content.length,
  read: (from, to) => Promise.resolve(content.subarray(from, to)),
  expectUnchanged: () => Promise.resolve(),
  close: () => Promise.resolve(),
});

async function fileSource(path: string, bytes: number): Promise<PartSource> {
  const file = new SendableFile(path, bytes);
  const handle = await file.openUnchanged();
  /** A file that was replaced under its name is another file, though this handle still reads the old one. */
  const expectUnchanged = async (): Promise<void> => {
    const again = await file.openUnchanged();
    await again.close();
  };
  return {
    bytes,
    async read(from, to) {
      const part = Buffer.allocUnsafe(to - from);
      try {
        for (let read = 0; read < part.length; ) {
          const { bytesRead } = await handle.read(part, read, part.length - read, from + read);
          if (bytesRead === 0) throw new AppFailure({ code: 'file-changed', path });
          read += bytesRead;
        }
      } catch (thrown) {
        throw toReadFailure(thrown, path);
      }
      await file.expectUnchanged(handle);
      return part;
    },
    expectUnchanged,
    close: () => handle.close(),
  };
}
