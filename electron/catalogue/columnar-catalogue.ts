import { type AppError, AppFailure } from '../../shared/app-error.ts';
import { parseKey } from '../../shared/object-key.ts';
import type { AlbumList, GroupDetails, GroupMeasure, GroupRow, ViewSummary } from '../../shared/pictures.ts';
import type { ListedObject } from '../s3/bucket.ts';
import { albumLabel } from './albums.ts';
import type { Catalogue, StoredVariant, ViewQuery } from './catalogue.ts';
import { CatalogueParts } from './catalogue-parts.ts';
import { isWasteful } from './compact-snapshot.ts';
import { findName } from './find-name.ts';
import { FOREIGN } from './group-table.ts';
import { makeView } from './make-view.ts';
import type { ImportedName } from './names-records.ts';
import { type NamesStore, openNamesStore } from './names-store.ts';
import { createSnapshotKeeper, findSnapshot, type SnapshotKeeper, type SnapshotPlace } from './snapshot-keeper.ts';
import { type SectionReader, SnapshotUnusable } from './snapshot-sections.ts';
import { TimeSlice } from './time-slice.ts';
import { shownNameless, unreadNames } from './unread-names.ts';

export interface CatalogueOptions {
  /** The connection's prefix; taken off the labels of albums. */
  prefix: string;
  /** A folder for the names that were learnt and imported for this bucket; null to keep them in memory only. */
  namesPath: string | null;
  /** Where the catalogue is kept for the next time; null or absent to keep it in memory only. */
  snapshot?: SnapshotPlace | null;
  /** Called after each step in which groups or variants appeared, changed or vanished, or many names became known. */
  onChange?: () => void;
  /** Ms since the epoch; the system's clock where absent. */
  now?: () => number;
  /** What a snapshot holds beside what is asked for is read from then on; at once where absent. */
  calm?: Promise<void>;
}

/** A catalogue that holds what it knows in this process. */
export interface LocalCatalogue extends Catalogue {
  /** Grows with every change that `onChange` tells of. */
  revision(): number;
  /** Memory in bytes: of the columns with their index, and of names beside them. */
  memoryBytes(): { columns: number; names: number };
  /**
   * Resolves when all of the last snapshot was read and found right, and names that became known after it are with their
   * groups. Questions are answered before that, from what was found right of it so far; changes wait.
   */
  readonly caughtUp: Promise<void>;
  /** Keeps the catalogue for the next time, if it changed since it was kept. Never rejects. */
  save(): Promise<void>;
  /** Keeps the catalogue, and writes out what is still under way to the names on disk. The catalogue is not to be used after it. */
  close(): Promise<void>;
}

/**
 * The catalogue as it was kept the last time, else an empty one; either knows the names of earlier times. What is
 * damaged on the disk is left aside: never fails for it. Where damage shows later, while the rest is read, the catalogue
 * is empty from then on, its views are stale, and no id is given out a second time.
 */
export async function createCatalogue(options: CatalogueOptions): Promise<LocalCatalogue> {
  const store = openNamesStore(options.namesPath);
  const found = options.snapshot == null ? null : await findSnapshot(options.snapshot);
  if (found !== null) {
    try {
      return new ColumnCatalogue(options, store, found);
    } catch {
      // Its parts do not belong together: an empty one is filled by the next listing.
      await found.close();
    }
  }
  return new ColumnCatalogue(options, store, null);
}

/** Foreign images keep to their keys (DESIGN, "What is stored in the bucket"). */
const NAMED_BY_KEY: AppError = {
  code: 'bad-request',
  channel: 'names/edit',
  detail: 'a foreign image goes by its key',
};

/** Made once: it takes longer than to order a few albums. */
const ALBUM_ORDER = new Intl.Collator(['ko', 'en'], { numeric: true });

/** Pages come by the thousand: beside each of their stretches the loop reads from many sockets. */
const LISTING_SLICE_MS = 1.5;
const LISTED_AT_ONCE = 200;

class ColumnCatalogue implements LocalCatalogue {
  readonly #prefix: string;
  readonly #store: NamesStore;
  readonly #now: () => number;
  #parts: CatalogueParts;
  readonly #onChange: () => void;
  readonly #keeper: SnapshotKeeper | null;
  /** The newest search for a name in each view: it ends those before it. */
  readonly #finds = new Map<string, symbol>();
  readonly caughtUp: Promise<void>;
  /** Until all of a snapshot was read: nothing is changed before, and what cannot be answered waits. */
  #opening: Promise<void> | null = null;
  #toldRevision = 0;
  /** Of what the keeper knows: hidden groups too. */
  #keptRevision = 0;
  #isClosed = false;
  /** Ends the wait for the window's calm. */
  #hurry: () => void = () => undefined;

  constructor(options: CatalogueOptions, store: NamesStore, found: SectionReader | null) {
    const { prefix, onChange = () => undefined, now = Date.now, snapshot = null } = options;
    this.#prefix = prefix;
    this.#onChange = onChange;
    this.#store = store;
    this.#keeper =
      snapshot === null
        ? null
        : createSnapshotKeeper(snapshot, {
            take: (sections) => this.#parts.save(sections),
            isWasteful: () => isWasteful(this.#parts),
          });
    this.#now = now;
    this.#parts = new CatalogueParts({ store, now });
    this.caughtUp = found === null ? Promise.resolve() : this.#restore(found, options.calm);
  }

  revision(): number {
    return this.#parts.bucket.shownRevision;
  }

  async beginListing(): Promise<void> {
    if (this.#opening !== null) await this.#opening;
    this.#parts.bucket.begin();
  }

  async addPage(objects: readonly ListedObject[]): Promise<void> {
    if (this.#opening !== null) await this.#opening;
    const list = (from: number, to: number): void => this.#parts.bucket.list(objects.slice(from, to));
    // An empty page is listed too.
    await new TimeSlice(LISTING_SLICE_MS).each(Math.max(1, objects.length), list, LISTED_AT_ONCE);
    this.#tellChange();
  }

  async endListing(): Promise<void> {
    if (this.#opening !== null) await this.#opening;
    await this.#parts.bucket.end();
    this.#tellChange();
    void this.save();
  }

  async abandonListing(): Promise<void> {
    if (this.#opening !== null) await this.#opening;
    this.#parts.bucket.abandon();
  }

  async addObjects(objects: readonly ListedObject[]): Promise<void> {
    if (this.#opening !== null) await this.#opening;
    this.#parts.bucket.write(objects);
    this.#tellChange();
  }

  async removeKeys(keys: readonly string[]): Promise<void> {
    if (this.#opening !== null) await this.#opening;
    this.#parts.bucket.remove(keys);
    this.#tellChange();
  }

  hide(groupIds: Uint32Array): Promise<void> {
    return this.#stretchOver(groupIds, (rows) => this.#parts.bucket.hide(rows));
  }

  reveal(groupIds: Uint32Array): Promise<void> {
    return this.#stretchOver(groupIds, (rows) => this.#parts.bucket.reveal(rows));
  }

  async #stretchOver(rows: Uint32Array, work: (rows: Uint32Array) => void): Promise<void> {
    if (this.#opening !== null) await this.#opening;
    await new TimeSlice().each(rows.length, (from, to) => work(rows.subarray(from, to)));
    this.#tellChange();
  }

  async counts(): Promise<{ objects: number; groups: number }> {
    return { objects: this.#parts.bucket.objects, groups: this.#parts.bucket.groups };
  }

  albums(): Promise<AlbumList> {
    return this.#answer(() => this.#listAlbums());
  }

  async #listAlbums(): Promise<AlbumList> {
    const albums = this.#parts.table.albums
      .filled()
      .map((totals) => ({ ...totals, label: albumLabel(totals.album, this.#prefix) }));
    albums.sort((a, b) => ALBUM_ORDER.compare(a.label, b.label) || (a.album < b.album ? -1 : 1));
    const incomplete = await this.#parts.answers.countIncomplete();
    const { groups, bytes } = this.#parts.bucket;
    return { albums, groups, bytes, incomplete, nameless: await shownNameless(this.#parts) };
  }

  openView(query: ViewQuery): Promise<ViewSummary> {
    return this.#answer(() => this.#makeView(query));
  }

  async #makeView(query: ViewQuery): Promise<ViewSummary> {
    const parts = this.#parts;
    const made = await makeView(query, parts);
    const viewId = parts.views.add(made.ids);
    return { viewId, count: made.ids.length, bytes: made.bytes, sections: made.sections };
  }

  rows(viewId: string, from: number, count: number): Promise<GroupRow[]> {
    return this.#answer(() => {
      const ids = this.#parts.views.get(viewId).subarray(from, from + count);
      return Array.from(ids, (row) => this.#parts.answers.row(row));
    });
  }

  async ids(viewId: string, from: number, count: number): Promise<Uint32Array> {
    return this.#parts.views.get(viewId).slice(from, from + count);
  }

  async indexOf(viewId: string, groupId: number): Promise<number> {
    return this.#parts.views.get(viewId).indexOf(groupId);
  }

  findName(viewId: string, text: string, from: number): Promise<number> {
    return this.#answer(() => this.#findName(viewId, text, from));
  }

  async #findName(viewId: string, text: string, from: number): Promise<number> {
    const ids = this.#parts.views.get(viewId);
    const own = Symbol(text);
    this.#finds.set(viewId, own);
    const isOver = (): boolean => this.#finds.get(viewId) !== own;
    const found = await findName(ids, text, from, this.#parts, isOver);
    if (!isOver()) this.#finds.delete(viewId);
    return found;
  }

  group(groupId: number): Promise<GroupDetails> {
    return this.#answer(() => this.#parts.answers.details(groupId));
  }

  variants(groupId: number): Promise<StoredVariant[]> {
    return this.#answer(() => this.#parts.answers.variants(groupId));
  }

  measure(groupIds: Uint32Array): Promise<GroupMeasure> {
    return this.#answer(() => this.#parts.answers.measure(groupIds));
  }

  async groupOfKey(key: string): Promise<number | null> {
    const parsed = parseKey(key);
    if (parsed.kind === 'other') return null;
    return this.#answer(() => {
      const row = this.#parts.table.find(parsed);
      return this.#parts.table.isLive(row) ? row : null;
    });
  }

  async learn(groupId: number, metadata: Readonly<Record<string, string>>): Promise<boolean> {
    if (this.#opening !== null) await this.#opening;
    const learnt = this.#parts.table.isLive(groupId) && this.#parts.naming.learn(groupId, metadata);
    if (learnt) this.#keeper?.changed();
    return learnt;
  }

  async findSources(digests: readonly string[]) {
    if (this.#opening !== null) await this.#opening;
    const { rows, known } = await this.#parts.naming.findSources(digests);
    const { groups } = this.#parts.bucket;
    const found = new Map([...rows].filter(([, row]) => !this.#parts.table.hidden.has(row)));
    return { found, known: Math.min(known, groups), groups };
  }

  async nameless(): Promise<number> {
    return shownNameless(this.#parts);
  }

  async unreadNames(): Promise<Uint32Array> {
    if (this.#opening !== null) await this.#opening;
    return unreadNames(this.#parts);
  }

  async nameGroup(groupId: number, name: string | null): Promise<void> {
    if (this.#opening !== null) await this.#opening;
    if (!this.#parts.table.isLive(groupId)) throw new AppFailure({ code: 'unknown-group' });
    if (this.#parts.table.has(groupId, FOREIGN)) throw new AppFailure(NAMED_BY_KEY);
    if (await this.#parts.naming.edit(groupId, name)) this.#parts.bucket.touch();
    this.#tellChange();
  }

  async importNames(names: ReadonlyMap<string, ImportedName>): Promise<{ matched: number }> {
    if (this.#opening !== null) await this.#opening;
    const { matched, changed } = await this.#parts.naming.importNames(names);
    if (changed > 0) this.#parts.bucket.touch();
    this.#tellChange();
    return { matched };
  }

  memoryBytes(): { columns: number; names: number } {
    const facts = this.#parts.naming.facts.byteLength;
    return { columns: this.#parts.table.byteLength + facts.column, names: facts.records };
  }

  async save(): Promise<void> {
    if (this.#opening !== null) await this.#opening;
    if (this.#keeper?.isDue()) await this.#parts.orders.prepare(() => this.#isClosed);
    if (!this.#isClosed) await this.#keeper?.save();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#hurry();
    await this.caughtUp;
    await this.#keeper?.close();
    await this.#store.close();
  }

  /**
   * Throws where what is read at once is of no use; the catalogue is of none then. The rest is read while questions are
   * answered already.
   */
  #restore(sections: SectionReader, calm: Promise<void> | undefined): Promise<void> {
    const catchUp = this.#parts.restore(sections);
    this.#toldRevision = this.#parts.bucket.shownRevision;
    this.#keptRevision = this.#parts.bucket.revision;
    const opening = this.#readRest(sections, calm);
    this.#opening = opening.then(() => {
      this.#opening = null;
    });
    return opening.then(async (isSound) => {
      const touch = (): void => this.#parts.bucket.touch();
      if (isSound) await catchUp(touch, () => this.#isClosed);
      this.#tellChange();
    });
  }

  /** False where it is damaged: nothing of it is used from then on. */
  async #readRest(sections: SectionReader, calm: Promise<void> | undefined): Promise<boolean> {
    if (calm !== undefined) await Promise.race([calm, this.#haste()]);
    try {
      await this.#parts.settle(sections);
      return true;
    } catch {
      // No id is given out a second time.
      const firstRow = this.#parts.table.count;
      this.#parts = new CatalogueParts({ store: this.#store, now: this.#now, firstRow });
      this.#toldRevision = -1;
      this.#keptRevision = -1;
      return false;
    }
  }

  #haste(): Promise<void> {
    return new Promise((resolve) => {
      this.#hurry = resolve;
    });
  }

  /** Answers from what was found right of a snapshot; where damage shows, from what the catalogue holds after it. */
  async #answer<T>(ask: () => T | Promise<T>): Promise<T> {
    if (this.#opening === null) return ask();
    const parts = this.#parts;
    try {
      const answer = await ask();
      if (parts === this.#parts) return answer;
    } catch (error) {
      if (!(error instanceof SnapshotUnusable) && parts === this.#parts) throw error;
    }
    await this.#opening;
    return ask();
  }

  #tellChange(): void {
    const { revision, shownRevision } = this.#parts.bucket;
    if (revision !== this.#keptRevision) this.#keeper?.changed();
    this.#keptRevision = revision;
    if (shownRevision === this.#toldRevision) return;
    this.#toldRevision = shownRevision;
    if (!this.#isClosed) this.#onChange();
  }
}
