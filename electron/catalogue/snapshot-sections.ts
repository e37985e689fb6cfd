import { Buffer } from 'node:buffer';
import * as v from 'valibot';
import type { LazyBytes } from './snapshot-source.ts';

/** Column chunks are read in place, so every section begins at a multiple of the widest number. */
export const ALIGNMENT = 8;

/** The file is no snapshot that can be relied on. It is never shown to anyone: the bucket is listed instead. */
export class SnapshotUnusable extends Error {
  override readonly name = 'SnapshotUnusable';
}

/** What a snapshot is made of: bytes that do not change any more, under a name. */
export interface Section {
  name: string;
  pieces: readonly Uint8Array[];
}

/** Collects the sections of a snapshot in one go, without copying what is large. */
export class SectionWriter {
  readonly sections: Section[] = [];

  /** `pieces` must stay as they are from now on. */
  add(name: string, pieces: readonly Uint8Array[]): void {
    this.sections.push({ name, pieces });
  }

  /** For little things only: the text is made at once. */
  addJson(name: string, value: unknown): void {
    this.add(name, [Buffer.from(JSON.stringify(value))]);
  }
}

/**
 * The sections of a snapshot, read when they are asked for and checked before they are given out. All methods throw
 * {@link SnapshotUnusable}.
 */
export class SectionReader {
  readonly #sections: ReadonlyMap<string, LazyBytes>;
  readonly #close: () => Promise<void>;

  constructor(sections: ReadonlyMap<string, LazyBytes>, close: () => Promise<void>) {
    this.#sections = sections;
    this.#close = close;
  }

  has(name: string): boolean {
    return this.#sections.has(name);
  }

  /** For a column or an arena to adopt: each part is read when it is first wanted. */
  lazy(name: string): LazyBytes {
    const bytes = this.#sections.get(name);
    if (bytes === undefined) throw new SnapshotUnusable(`expected the section ${name} but received none`);
    return bytes;
  }

  words(name: string): Uint32Array<ArrayBuffer> {
    const bytes = this.lazy(name).whole();
    this.expect(bytes.length % Uint32Array.BYTES_PER_ELEMENT === 0, name);
    return new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length / Uint32Array.BYTES_PER_ELEMENT);
  }

  doubles(name: string): Float64Array<ArrayBuffer> {
    const bytes = this.lazy(name).whole();
    this.expect(bytes.length % Float64Array.BYTES_PER_ELEMENT === 0, name);
    return new Float64Array(bytes.buffer, bytes.byteOffset, bytes.length / Float64Array.BYTES_PER_ELEMENT);
  }

  json<T>(name: string, schema: v.GenericSchema<unknown, T>): T {
    const bytes = this.lazy(name).whole();
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8');
    const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), schema), text);
    if (!parsed.success) throw new SnapshotUnusable(`expected another form of the section ${name}`);
    return parsed.output;
  }

  /** What must hold if the sections belong together. */
  expect(holds: boolean, what: string): void {
    if (!holds) throw new SnapshotUnusable(`expected sound ${what} but received something else`);
  }

  /** Reads all that is missing still, a little at a time, and is closed then. */
  async loadAll(): Promise<void> {
    try {
      for (const section of this.#sections.values()) await section.load();
    } finally {
      await this.close();
    }
  }

  /** Nothing can be read from then on but what was read before. */
  close(): Promise<void> {
    return this.#close();
  }
}
