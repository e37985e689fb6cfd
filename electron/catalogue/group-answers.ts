import { AppFailure } from '../../shared/app-error.ts';
import { type VariantSize, variantKey } from '../../shared/object-key.ts';
import type { GroupDetails, GroupMeasure, GroupRow, GroupState } from '../../shared/pictures.ts';
import type { BucketState } from './bucket-state.ts';
import type { StoredVariant } from './catalogue.ts';
import { FOREIGN, type GroupTable, HAS_EXTRAS, MARKER, MARKER_SLOT, SLOT_WIDTHS } from './group-table.ts';
import type { Naming } from './naming.ts';
import { TimeSlice } from './time-slice.ts';

/** A group without its thumbnail that is younger may be another's upload (DESIGN, "Commit marker"). */
const ARRIVAL_MS = 15 * 60 * 1000;

/** Reads rows of the columns as the objects that the rest of the app speaks in. */
export class GroupAnswers {
  readonly #table: GroupTable;
  readonly #naming: Naming;
  readonly #bucket: BucketState;
  readonly #now: () => number;

  constructor(parts: { table: GroupTable; naming: Naming; bucket: BucketState; now: () => number }) {
    this.#table = parts.table;
    this.#naming = parts.naming;
    this.#bucket = parts.bucket;
    this.#now = parts.now;
  }

  /** A vanished group's row is shown whole until the view is made anew. */
  state(row: number): GroupState {
    if (this.#table.has(row, MARKER) || !this.#table.isLive(row) || this.#table.has(row, FOREIGN)) return 'complete';
    return this.#bucket.mayHaveMore(row) || this.#now() - this.#table.modified.get(row) < ARRIVAL_MS
      ? 'arriving'
      : 'incomplete';
  }

  isIncomplete(row: number): boolean {
    return this.state(row) === 'incomplete';
  }

  /** Gives the thread back between stretches of work. */
  async countIncomplete(): Promise<number> {
    if (this.#bucket.unmarked === 0) return 0;
    let incomplete = 0;
    await new TimeSlice().each(this.#table.count, (from, to) => {
      for (let row = from; row < to; row += 1)
        if (!this.#table.hidden.has(row) && this.isIncomplete(row)) incomplete += 1;
    });
    return incomplete;
  }

  row(row: number): GroupRow {
    const modified = this.#table.modified.get(row);
    return {
      groupId: row,
      state: this.state(row),
      modified,
      name: this.#naming.displayName(row),
      version: this.#table.etags.short(row) || modified.toString(36),
      placeholder: this.#naming.thumbhash(row),
    };
  }

  /** Throws `unknown-group`, also for one that vanished or is about to be deleted. */
  details(row: number): GroupDetails {
    if (!this.#table.isShown(row)) throw new AppFailure({ code: 'unknown-group' });
    const facts = this.#naming.facts.get(row);
    return {
      ...this.row(row),
      album: this.#table.album(row),
      foreign: this.#table.has(row, FOREIGN),
      originalName: facts?.name ?? null,
      nameEdited: this.#naming.isEdited(row),
      originalExtension: facts?.extension ?? null,
      source: facts?.width && facts.height ? { width: facts.width, height: facts.height } : null,
      variants: this.variants(row).map(({ size, key, bytes }) => ({ size, key, bytes })),
    };
  }

  /** Widest first, the thumbnail last. The ETag is kept for thumbnails and foreign images, else empty. */
  variants(row: number): StoredVariant[] {
    if (!this.#table.isLive(row)) throw new AppFailure({ code: 'unknown-group' });
    const table = this.#table;
    const album = table.album(row);
    if (table.has(row, FOREIGN)) {
      const key = album + table.fileName(row);
      return [{ size: 'original', key, bytes: table.slotBytes(row, MARKER_SLOT), etag: table.etags.get(row) }];
    }
    const uuid = table.uuid(row);
    const variants: StoredVariant[] = [];
    const add = (size: VariantSize, bytes: number, extension?: string): void => {
      const etag = size === 'thumbnail' ? table.etags.get(row) : '';
      variants.push({ size, key: variantKey(album, uuid, size, extension), bytes, etag });
    };
    ['thumbnail' as const, ...SLOT_WIDTHS].forEach((size, slot) => {
      if (table.has(row, 1 << slot)) add(size, table.slotBytes(row, slot));
    });
    if (table.has(row, HAS_EXTRAS))
      for (const extra of table.extras.list(row)) add(extra.size, extra.bytes, extra.extension);
    return variants.sort(widestFirst);
  }

  /** Groups that vanished meanwhile, or are about to be deleted, are left out. Gives the thread back between stretches of work. */
  async measure(rows: Uint32Array): Promise<GroupMeasure> {
    const sum: GroupMeasure = { groups: 0, objects: 0, bytes: 0 };
    await new TimeSlice().each(rows.length, (from, to) => {
      for (const row of rows.subarray(from, to)) {
        if (!this.#table.isShown(row)) continue;
        sum.groups += 1;
        sum.objects += this.#table.objects(row);
        sum.bytes += this.#table.bytes(row);
      }
    });
    return sum;
  }
}

const widestFirst = (a: StoredVariant, b: StoredVariant): number =>
  rank(b.size) - rank(a.size) || (a.key < b.key ? -1 : 1);

function rank(size: VariantSize): number {
  if (size === 'original') return Number.MAX_SAFE_INTEGER;
  return size === 'thumbnail' ? 0 : size;
}
