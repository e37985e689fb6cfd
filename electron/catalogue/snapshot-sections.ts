import { Buffer } from 'node:buffer';
import * as v from 'valibot';

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

/** Sections that were read and whose checksums are right. All methods throw {@link SnapshotUnusable}. */
export class SectionReader {
  readonly #sections: ReadonlyMap<string, Uint8Array<ArrayBuffer>>;

  constructor(sections: ReadonlyMap<string, Uint8Array<ArrayBuffer>>) {
    this.#sections = sections;
  }

  has(name: string): boolean {
    return this.#sections.has(name);
  }

  bytes(name: string): Uint8Array<ArrayBuffer> {
    const bytes = this.#sections.get(name);
    if (bytes === undefined) throw new SnapshotUnusable(`expected the section ${name} but received none`);
    return bytes;
  }

  /** For a column to adopt. */
  chunks(name: string): Uint8Array<ArrayBuffer> {
    const bytes = this.bytes(name);
    this.expect(bytes.byteOffset % ALIGNMENT === 0, name);
    return bytes;
  }

  words(name: string): Uint32Array<ArrayBuffer> {
    const bytes = this.chunks(name);
    this.expect(bytes.length % Uint32Array.BYTES_PER_ELEMENT === 0, name);
    return new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length / Uint32Array.BYTES_PER_ELEMENT);
  }

  doubles(name: string): Float64Array<ArrayBuffer> {
    const bytes = this.chunks(name);
    this.expect(bytes.length % Float64Array.BYTES_PER_ELEMENT === 0, name);
    return new Float64Array(bytes.buffer, bytes.byteOffset, bytes.length / Float64Array.BYTES_PER_ELEMENT);
  }

  json<T>(name: string, schema: v.GenericSchema<unknown, T>): T {
    const bytes = this.bytes(name);
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8');
    const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), schema), text);
    if (!parsed.success) throw new SnapshotUnusable(`expected another form of the section ${name}`);
    return parsed.output;
  }

  /** What must hold if the sections belong together. */
  expect(holds: boolean, what: string): void {
    if (!holds) throw new SnapshotUnusable(`expected sound ${what} but received something else`);
  }
}
