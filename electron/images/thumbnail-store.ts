import { type Database, open, type RootDatabase } from 'lmdb';
import { takeTurn } from '../turns.ts';

type OrderKey = [usedAt: number, id: string];
interface Use {
  usedAt: number;
  bytes: number;
}

/** Uses are noted together with the next write, or when this many are waiting. */
const NOTED_USES = 64;
/** Records that are forgotten in one turn of the event loop: a few milliseconds. */
const FORGOTTEN_A_TURN = 100;
/** Behind every character of an id. */
const AFTER_IDS = '\u{ffff}';
const BYTES = 'bytes';

/**
 * Records by id in one LMDB environment (a folder that `isLmdbFolderSound`), at most `maxBytes` of them in all; the least recently used leave first. Every
 * method throws what LMDB throws.
 */
export class ThumbnailStore {
  readonly #maxBytes: number;
  readonly #root: RootDatabase;
  readonly #records: Database<Buffer, string>;
  readonly #uses: Database<Use, string>;
  /** Ids by last use, oldest first. */
  readonly #order: Database<true, OrderKey>;
  readonly #totals: Database<number, string>;
  readonly #unnoted = new Map<string, number>();
  #lastUse = 0;

  constructor(folder: string, maxBytes: number) {
    this.#maxBytes = maxBytes;
    this.#root = open({ path: folder, maxDbs: 4, noSubdir: false });
    try {
      this.#records = this.#root.openDB({ name: 'records', encoding: 'binary' });
      this.#uses = this.#root.openDB({ name: 'uses', encoding: 'msgpack' });
      this.#order = this.#root.openDB({ name: 'order', encoding: 'msgpack' });
      this.#totals = this.#root.openDB({ name: 'totals', encoding: 'msgpack' });
    } catch (thrown) {
      void this.#root.close();
      throw thrown;
    }
  }

  get(id: string): Buffer | null {
    const record = this.#records.get(id);
    if (record === undefined) return null;
    this.#unnoted.set(id, this.#now());
    return Buffer.from(record);
  }

  get usesWaiting(): boolean {
    return this.#unnoted.size >= NOTED_USES;
  }

  async put(id: string, record: Buffer): Promise<void> {
    await this.#root.transaction(() => {
      this.#noteUses();
      this.#remove(id);
      if (record.length > this.#maxBytes) return;
      const usedAt = this.#now();
      this.#records.put(id, record);
      this.#uses.put(id, { usedAt, bytes: record.length });
      this.#order.put([usedAt, id], true);
      this.#addBytes(record.length);
      this.#evict();
    });
  }

  /** Removes all records whose ids begin so; answers whether any other is left. */
  async forget(start: string): Promise<boolean> {
    const range = { start, end: start + AFTER_IDS, limit: FORGOTTEN_A_TURN };
    for (let ids = [...this.#uses.getKeys(range)]; ids.length > 0; ids = [...this.#uses.getKeys(range)]) {
      await this.#root.transaction(() => {
        for (const id of ids) this.#remove(id);
      });
      await takeTurn();
    }
    return this.#uses.getKeysCount({ limit: 1 }) > 0;
  }

  async noteUses(): Promise<void> {
    if (this.#unnoted.size > 0) await this.#root.transaction(() => this.#noteUses());
  }

  close(): Promise<void> {
    return this.#root.close();
  }

  /** Milliseconds since the epoch, made to grow with every call. */
  #now(): number {
    this.#lastUse = Math.max(Date.now(), this.#lastUse + 1);
    return this.#lastUse;
  }

  #addBytes(bytes: number): void {
    this.#totals.put(BYTES, (this.#totals.get(BYTES) ?? 0) + bytes);
  }

  #noteUses(): void {
    for (const [id, usedAt] of this.#unnoted) {
      const use = this.#uses.get(id);
      if (use === undefined) continue;
      this.#order.remove([use.usedAt, id]);
      this.#order.put([usedAt, id], true);
      this.#uses.put(id, { ...use, usedAt });
    }
    this.#unnoted.clear();
  }

  #remove(id: string): void {
    const use = this.#uses.get(id);
    if (use === undefined) return;
    this.#order.remove([use.usedAt, id]);
    this.#uses.remove(id);
    this.#records.remove(id);
    this.#addBytes(-use.bytes);
  }

  #evict(): void {
    while ((this.#totals.get(BYTES) ?? 0) > this.#maxBytes) {
      const [oldest] = [...this.#order.getKeys({ limit: 1 })];
      if (oldest === undefined) return;
      this.#remove(oldest[1]);
    }
  }
}
