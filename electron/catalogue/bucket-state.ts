import * as v from 'valibot';
import { type ForeignKey, type GroupKey, parseKey, type VariantSize } from '../../shared/object-key.ts';
import type { ListedObject } from '../s3/bucket.ts';
import { BucketTotals, totalsSchema } from './bucket-totals.ts';
import {
  FOREIGN,
  GONE,
  type GroupTable,
  HAS_EXTRAS,
  MARKER,
  MARKER_SLOT,
  PLAIN,
  READ_NAMELESS,
  SEEN,
  SEEN_SHIFT,
  SLOT_WIDTHS,
  STORED,
} from './group-table.ts';
import type { SectionReader, SectionWriter } from './snapshot-sections.ts';
import { TimeSlice } from './time-slice.ts';

/** The generation is one byte of a row; 0 means "in no listing yet". */
const MAX_GENERATION = 255;

const WIDTHS: readonly VariantSize[] = SLOT_WIDTHS;

/** What a listing in progress has to remember. */
interface RunningListing {
  /** Keys removed since it began: a page under way may still name them, and they stay gone until the next listing. */
  removed: Set<string>;
  /** Keys written since it began: what a page under way says of them may be older. */
  written: Set<string>;
  /** Objects seen that make no group. */
  others: number;
  /** Newest variant seen of each group whose thumbnail was not seen. */
  newest: Map<number, { modified: number; etag: string }>;
  /** Rows that stood last in a page: the next page of their range may have more of them. */
  cut: Set<number>;
}

interface ParsedObject {
  key: GroupKey | ForeignKey;
  object: ListedObject;
}

/** Told when a group appears (new, or back again) and when its last object went. */
interface GroupWatcher {
  appeared(row: number): void;
  vanished(row: number): void;
}

/**
 * Turns objects into groups: what was listed, written and removed, in whatever order it arrives. The same objects give
 * the same groups in any order and any split into pages, and change nothing the second time.
 */
export class BucketState {
  readonly #table: GroupTable;
  readonly #totals: BucketTotals;
  readonly #watcher: GroupWatcher;
  #generation = 0;
  #listing: RunningListing | null = null;
  #others = 0;
  #revision = 0;
  #shownRevision = 0;
  #isPartial = false;
  /** Rows that a listing was in the middle of when it broke off. */
  readonly #brokenOff = new Set<number>();

  constructor(table: GroupTable, watcher: GroupWatcher) {
    this.#table = table;
    this.#totals = new BucketTotals(table);
    this.#watcher = watcher;
  }

  /** Grows with every real change of groups or their variants. */
  get revision(): number {
    return this.#revision;
  }
  /** The same, but for groups that are hidden. */
  get shownRevision(): number {
    return this.#shownRevision;
  }
  get groups(): number {
    return this.#totals.shown.groups;
  }
  get bytes(): number {
    return this.#totals.shown.bytes;
  }
  /** Groups without a thumbnail. */
  get unmarked(): number {
    return this.#totals.shown.unmarked;
  }
  /** Objects of groups and others. */
  get objects(): number {
    return this.#totals.shown.objects + Math.max(this.#others, this.#listing?.others ?? 0);
  }
  /**
   * Whether a group may have more objects than were seen: a listing may be in the middle of it, or was when it broke off or
   * what is known was saved, and none was complete since.
   */
  mayHaveMore(row: number): boolean {
    return this.#isPartial || this.#listing?.cut.has(row) === true || this.#brokenOff.has(row);
  }

  /** The totals, with what is hidden. Those of albums, and the groups themselves, are the table's. */
  save(sections: SectionWriter): void {
    sections.addJson('totals', {
      ...this.#totals.all(),
      others: this.#others,
      isPartial: this.#isPartial || this.#listing !== null || this.#brokenOff.size > 0,
    });
  }

  /** Only before anything was listed, written or removed, and with the table as it was at `save`. */
  restore(sections: SectionReader): void {
    const totals = sections.json('totals', savedTotals);
    this.#totals.restore(totals);
    this.#others = totals.others;
    this.#isPartial = totals.isPartial;
    this.touch();
  }

  /** For changes that do not come from objects. */
  touch(): void {
    this.#revision += 1;
    this.#shownRevision += 1;
  }

  begin(): void {
    if (this.#listing !== null) throw new Error('expected no listing under way but received a second one');
    if (this.#generation === MAX_GENERATION) {
      this.#table.generation.clear();
      this.#table.extras.forgetGenerations();
      this.#generation = 0;
    }
    this.#generation += 1;
    this.#listing = { removed: new Set(), written: new Set(), others: 0, newest: new Map(), cut: new Set() };
  }

  /** One page of the running listing. */
  list(objects: readonly ListedObject[]): void {
    const listing = this.#listing;
    if (listing === null) throw new Error('expected a listing under way but received a page without one');
    const isTouched = listing.removed.size > 0 || listing.written.size > 0;
    const neighbours: ParsedObject[] = [];
    for (const object of objects) {
      if (isTouched && (listing.removed.has(object.key) || listing.written.has(object.key))) continue;
      const key = parseKey(object.key);
      if (key.kind === 'other') {
        listing.others += 1;
        continue;
      }
      const [first] = neighbours;
      if (first !== undefined && !isSameGroup(first.key, key)) this.#putAll(neighbours);
      neighbours.push({ key, object });
    }
    const last = this.#putAll(neighbours);
    if (last !== null) listing.cut.add(last);
  }

  /** Drops what the listing did not see. Others may write and remove meanwhile. */
  async end(): Promise<void> {
    const listing = this.#listing;
    if (listing === null) return;
    await new TimeSlice().each(this.#table.count, (from, to) => {
      for (let row = from; row < to; row += 1) if (this.#table.isLive(row)) this.#sweep(row);
    });
    for (const [row, newest] of listing.newest) {
      if (!this.#table.isLive(row) || !this.#represent(row, newest)) continue;
      this.touch();
      this.#table.changes.add(row);
    }
    this.#others = listing.others;
    this.#isPartial = false;
    this.#brokenOff.clear();
    this.#listing = null;
  }

  abandon(): void {
    for (const row of this.#listing?.cut ?? []) if (!this.#table.has(row, MARKER)) this.#brokenOff.add(row);
    this.#listing = null;
  }

  /** Objects just written by this app. */
  write(objects: readonly ListedObject[]): void {
    for (const object of objects) {
      this.#listing?.removed.delete(object.key);
      this.#listing?.written.add(object.key);
      const key = parseKey(object.key);
      if (key.kind !== 'other') this.#put(key, object);
    }
  }

  /** Keys that are confirmed gone; unknown ones are ignored. */
  remove(keys: readonly string[]): void {
    for (const text of keys) {
      this.#listing?.written.delete(text);
      this.#listing?.removed.add(text);
      const key = parseKey(text);
      if (key.kind === 'other') continue;
      const row = this.#table.find(key);
      if (this.#table.isLive(row)) this.#change(row, () => this.#drop(row, key));
    }
  }

  /** Takes groups out of every total until they are revealed or gone; unknown ones are passed over. */
  hide(rows: Uint32Array): void {
    for (const row of rows) if (this.#table.isLive(row)) this.#recount(row, () => this.#table.hidden.hide(row));
  }

  reveal(rows: Uint32Array): void {
    for (const row of rows) if (this.#table.hidden.has(row)) this.#recount(row, () => this.#table.hidden.reveal(row));
  }

  #recount(row: number, change: () => boolean): void {
    this.#totals.count(row, -1);
    if (change()) this.touch();
    this.#totals.count(row, 1);
  }

  /** Takes the objects of one group, the last first: a thumbnail comes before what would only stand in for it. */
  #putAll(neighbours: ParsedObject[]): number | null {
    let row: number | null = null;
    for (let next = neighbours.pop(); next !== undefined; next = neighbours.pop())
      row = this.#put(next.key, next.object);
    return row;
  }

  #put(key: GroupKey | ForeignKey, object: ListedObject): number {
    const row = this.#table.findOrAdd(key);
    const appears = !this.#table.isLive(row);
    this.#change(row, () => {
      if (appears) this.#revive(row);
      this.#enterGeneration(row);
      return this.#store(row, key, object) || appears;
    });
    if (appears) this.#watcher.appeared(row);
    return row;
  }

  #store(row: number, key: GroupKey | ForeignKey, object: ListedObject): boolean {
    const slot = slotOf(key);
    if (slot === null) return this.#storeExtra(row, key, object);
    const table = this.#table;
    const before = table.flags.get(row);
    const changed = (before & (1 << slot)) === 0 || table.slotBytes(row, slot) !== object.bytes;
    table.setSlotBytes(row, slot, object.bytes);
    if (this.#listing !== null) table.flags.set(row, table.flags.get(row) | (1 << (slot + SEEN_SHIFT)));
    if (slot !== MARKER_SLOT) return this.#standIn(row, object) || changed;
    this.#listing?.newest.delete(row);
    return this.#represent(row, object) || changed;
  }

  #storeExtra(row: number, key: GroupKey | ForeignKey, object: ListedObject): boolean {
    if (key.kind === 'foreign' || key.size === 'thumbnail') return false;
    const { size, extension } = key;
    const changed = this.#table.extras.set(row, { size, extension, bytes: object.bytes }, this.#generation);
    this.#table.flags.set(row, this.#table.flags.get(row) | HAS_EXTRAS);
    return this.#standIn(row, object) || changed;
  }

  /** Without its thumbnail a group goes by its newest variant. */
  #standIn(row: number, object: ListedObject): boolean {
    const table = this.#table;
    const listing = this.#listing;
    if (listing !== null && !table.has(row, MARKER << SEEN_SHIFT)) {
      const newest = listing.newest.get(row);
      if (newest === undefined || isNewer(object, newest)) {
        listing.newest.set(row, { modified: object.modified, etag: object.etag });
      }
    }
    if (table.has(row, MARKER)) return false;
    const modified = table.modified.get(row);
    if (object.modified < modified) return false;
    if (object.modified === modified && table.etags.compare(row, object.etag) >= 0) return false;
    return this.#represent(row, object);
  }

  #represent(row: number, object: { modified: number; etag: string }): boolean {
    const table = this.#table;
    if (table.modified.get(row) === object.modified && table.etags.compare(row, object.etag) === 0) return false;
    table.modified.set(row, object.modified);
    table.etags.set(row, object.etag);
    // Other objects may carry a name.
    table.flags.set(row, table.flags.get(row) & ~READ_NAMELESS);
    return true;
  }

  #drop(row: number, key: GroupKey | ForeignKey): boolean {
    const table = this.#table;
    const slot = slotOf(key);
    if (slot !== null) {
      const stored = table.has(row, 1 << slot);
      table.flags.set(row, table.flags.get(row) & ~((1 << slot) | (1 << (slot + SEEN_SHIFT))));
      return stored;
    }
    if (key.kind === 'foreign' || key.size === 'thumbnail') return false;
    const { size, extension } = key;
    const dropped = table.extras.remove(row, { size, extension });
    this.#updateExtrasFlag(row);
    return dropped;
  }

  #sweep(row: number): void {
    const table = this.#table;
    const flags = table.flags.get(row);
    const seen = table.generation.get(row) === this.#generation ? (flags & SEEN) >>> SEEN_SHIFT : 0;
    const unseen = flags & STORED & ~seen;
    if (unseen === 0 && (flags & HAS_EXTRAS) === 0) return;
    this.#change(row, () => {
      table.flags.set(row, flags & ~unseen);
      const swept = table.extras.sweep(row, this.#generation);
      this.#updateExtrasFlag(row);
      return unseen !== 0 || swept;
    });
  }

  #updateExtrasFlag(row: number): void {
    const flags = this.#table.flags.get(row) & ~HAS_EXTRAS;
    this.#table.flags.set(row, this.#table.extras.count(row) > 0 ? flags | HAS_EXTRAS : flags);
  }

  #revive(row: number): void {
    this.#table.flags.set(row, this.#table.flags.get(row) & (FOREIGN | PLAIN));
    this.#table.modified.set(row, 0);
    this.#table.etags.set(row, '');
  }

  #enterGeneration(row: number): void {
    if (this.#listing === null || this.#table.generation.get(row) === this.#generation) return;
    this.#table.generation.set(row, this.#generation);
    this.#table.flags.set(row, this.#table.flags.get(row) & ~SEEN);
  }

  /** Changes a row and keeps all totals right; a group left without objects is gone. */
  #change(row: number, change: () => boolean): void {
    const table = this.#table;
    const wasLive = table.isLive(row);
    this.#totals.count(row, -1);
    if (change()) {
      this.#revision += 1;
      if (!table.hidden.has(row)) this.#shownRevision += 1;
      table.changes.add(row);
    }
    const gone = table.objects(row) === 0;
    if (gone) {
      table.flags.set(row, table.flags.get(row) | GONE);
      table.hidden.forget(row);
    }
    this.#totals.count(row, 1);
    if (gone && wasLive) this.#watcher.vanished(row);
  }
}

const savedTotals = v.object({
  ...totalsSchema.entries,
  others: v.pipe(v.number(), v.minValue(0)),
  isPartial: v.boolean(),
});

/** Where a variant has a slot of its own: the thumbnail (or a foreign image's object) 0, the usual widths after it. */
function slotOf(key: GroupKey | ForeignKey): number | null {
  if (key.kind === 'foreign' || key.size === 'thumbnail') return MARKER_SLOT;
  const index = WIDTHS.indexOf(key.size);
  return index < 0 ? null : index + 1;
}

const isSameGroup = (a: GroupKey | ForeignKey, b: GroupKey | ForeignKey): boolean =>
  a.kind === 'group' && b.kind === 'group' && a.uuid === b.uuid && a.album === b.album;

/** By date, then by ETag, so that the order of arrival does not matter. */
const isNewer = (a: { modified: number; etag: string }, b: { modified: number; etag: string }): boolean =>
  a.modified > b.modified || (a.modified === b.modified && a.etag > b.etag);
