import { type AppError, AppFailure } from '../../shared/app-error.ts';
import { parseKey } from '../../shared/object-key.ts';
import type { AlbumList, GroupDetails, GroupMeasure, GroupRow, ViewSummary } from '../../shared/pictures.ts';
import type { ListedObject } from '../s3/bucket.ts';
import { albumLabel } from './albums.ts';
import { BucketState } from './bucket-state.ts';
import type { Catalogue, StoredVariant, ViewQuery } from './catalogue.ts';
import { findName } from './find-name.ts';
import { GroupAnswers } from './group-answers.ts';
import { FOREIGN, GroupTable } from './group-table.ts';
import { makeView } from './make-view.ts';
import type { ImportedName } from './names-records.ts';
import { type NamesStore, openNamesStore } from './names-store.ts';
import { Naming } from './naming.ts';
import { Orders } from './orders.ts';
import { createSnapshotKeeper, findSnapshot, type SnapshotKeeper, type SnapshotPlace } from './snapshot-keeper.ts';
import type { SectionReader, SectionWriter } from './snapshot-sections.ts';
import { TimeSlice } from './time-slice.ts';
import { unreadNames } from './unread-names.ts';
import { Views } from './views.ts';

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
}

/** A catalogue that holds what it knows in this process. */
export interface LocalCatalogue extends Catalogue {
  /** Grows with every change that `onChange` tells of. */
  revision(): number;
  /** Memory in bytes: of the columns with their index, and of names beside them. */
  memoryBytes(): { columns: number; names: number };
  /** Resolves when names that became known after the last snapshot are with their groups. */
  readonly caughtUp: Promise<void>;
  /** Keeps the catalogue for the next time, if it changed since it was kept. Never rejects. */
  save(): Promise<void>;
  /** Keeps the catalogue, and writes out what is still under way to the names on disk. The catalogue is not to be used after it. */
  close(): Promise<void>;
}

/**
 * The catalogue as it was kept the last time, else an empty one; either knows the names of earlier times. What is
 * damaged on the disk is left aside: never fails for it.
 */
export async function createCatalogue(options: CatalogueOptions): Promise<LocalCatalogue> {
  const store = openNamesStore(options.namesPath);
  const found = options.snapshot == null ? null : await findSnapshot(options.snapshot);
  if (found !== null) {
    try {
      return new ColumnCatalogue(options, store, found);
    } catch {
      // Its parts do not belong together: an empty one is filled by the next listing.
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

class ColumnCatalogue implements LocalCatalogue {
  readonly #prefix: string;
  readonly #store: NamesStore;
  readonly #table = new GroupTable();
  readonly #views = new Views();
  readonly #naming: Naming;
  readonly #bucket: BucketState;
  readonly #orders: Orders;
  readonly #answers: GroupAnswers;
  readonly #onChange: () => void;
  readonly #keeper: SnapshotKeeper | null;
  /** The newest search for a name in each view: it ends those before it. */
  readonly #finds = new Map<string, symbol>();
  readonly caughtUp: Promise<void>;
  #toldRevision = 0;
  #isClosed = false;

  constructor(options: CatalogueOptions, store: NamesStore, found: SectionReader | null) {
    const { prefix, onChange = () => undefined, now = Date.now, snapshot = null } = options;
    this.#prefix = prefix;
    this.#onChange = onChange;
    this.#store = store;
    this.#keeper = snapshot === null ? null : createSnapshotKeeper(snapshot, (sections) => this.#take(sections));
    this.#naming = new Naming(this.#table, store);
    this.#bucket = new BucketState(this.#table, this.#naming);
    this.#orders = new Orders(this.#table, this.#naming);
    this.#answers = new GroupAnswers({ table: this.#table, naming: this.#naming, bucket: this.#bucket, now });
    this.caughtUp = found === null ? Promise.resolve() : this.#restore(found);
  }

  revision(): number {
    return this.#bucket.revision;
  }

  async beginListing(): Promise<void> {
    this.#bucket.begin();
  }

  async addPage(objects: readonly ListedObject[]): Promise<void> {
    this.#bucket.list(objects);
    this.#tellChange();
  }

  async endListing(): Promise<void> {
    await this.#bucket.end();
    this.#tellChange();
    void this.save();
  }

  async abandonListing(): Promise<void> {
    this.#bucket.abandon();
  }

  async addObjects(objects: readonly ListedObject[]): Promise<void> {
    this.#bucket.write(objects);
    this.#tellChange();
  }

  async removeKeys(keys: readonly string[]): Promise<void> {
    this.#bucket.remove(keys);
    this.#tellChange();
  }

  async counts(): Promise<{ objects: number; groups: number }> {
    return { objects: this.#bucket.objects, groups: this.#bucket.groups };
  }

  async albums(): Promise<AlbumList> {
    const albums = this.#table.albums
      .filled()
      .map((totals) => ({ ...totals, label: albumLabel(totals.album, this.#prefix) }));
    const collator = new Intl.Collator(['ko', 'en'], { numeric: true });
    albums.sort((a, b) => collator.compare(a.label, b.label) || (a.album < b.album ? -1 : 1));
    const incomplete = await this.#countIncomplete();
    const { groups, bytes } = this.#bucket;
    return { albums, groups, bytes, incomplete, nameless: this.#naming.nameless };
  }

  async openView(query: ViewQuery): Promise<ViewSummary> {
    const made = await makeView(query, {
      table: this.#table,
      naming: this.#naming,
      orders: this.#orders,
      isIncomplete: (row) => this.#answers.state(row) === 'incomplete',
    });
    const viewId = this.#views.add(made.ids);
    return { viewId, count: made.ids.length, bytes: made.bytes, sections: made.sections };
  }

  async rows(viewId: string, from: number, count: number): Promise<GroupRow[]> {
    const ids = this.#views.get(viewId).subarray(from, from + count);
    return Array.from(ids, (row) => this.#answers.row(row));
  }

  async ids(viewId: string, from: number, count: number): Promise<Uint32Array> {
    return this.#views.get(viewId).slice(from, from + count);
  }

  async indexOf(viewId: string, groupId: number): Promise<number> {
    return this.#views.get(viewId).indexOf(groupId);
  }

  async findName(viewId: string, text: string, from: number): Promise<number> {
    const ids = this.#views.get(viewId);
    const own = Symbol(text);
    this.#finds.set(viewId, own);
    const isOver = (): boolean => this.#finds.get(viewId) !== own;
    const found = await findName(ids, text, from, { table: this.#table, naming: this.#naming }, isOver);
    if (!isOver()) this.#finds.delete(viewId);
    return found;
  }

  async group(groupId: number): Promise<GroupDetails> {
    return this.#answers.details(groupId);
  }

  async variants(groupId: number): Promise<StoredVariant[]> {
    return this.#answers.variants(groupId);
  }

  async measure(groupIds: Uint32Array): Promise<GroupMeasure> {
    return this.#answers.measure(groupIds);
  }

  async groupOfKey(key: string): Promise<number | null> {
    const parsed = parseKey(key);
    if (parsed.kind === 'other') return null;
    const row = this.#table.find(parsed);
    return this.#table.isLive(row) ? row : null;
  }

  async learn(groupId: number, metadata: Readonly<Record<string, string>>): Promise<boolean> {
    const learnt = this.#table.isLive(groupId) && this.#naming.learn(groupId, metadata);
    if (learnt) this.#keeper?.changed();
    return learnt;
  }

  async nameless(): Promise<number> {
    return this.#naming.nameless;
  }

  async unreadNames(): Promise<Uint32Array> {
    return unreadNames({ table: this.#table, naming: this.#naming, orders: this.#orders });
  }

  async nameGroup(groupId: number, name: string | null): Promise<void> {
    if (!this.#table.isLive(groupId)) throw new AppFailure({ code: 'unknown-group' });
    if (this.#table.has(groupId, FOREIGN)) throw new AppFailure(NAMED_BY_KEY);
    if (await this.#naming.edit(groupId, name)) this.#bucket.touch();
    this.#tellChange();
  }

  async importNames(names: ReadonlyMap<string, ImportedName>): Promise<{ matched: number }> {
    const { matched, changed } = await this.#naming.importNames(names);
    if (changed > 0) this.#bucket.touch();
    this.#tellChange();
    return { matched };
  }

  memoryBytes(): { columns: number; names: number } {
    const facts = this.#naming.facts.byteLength;
    return { columns: this.#table.byteLength + facts.column, names: facts.records };
  }

  async save(): Promise<void> {
    if (this.#keeper?.isDue()) await this.#orders.prepare(() => this.#isClosed);
    if (!this.#isClosed) await this.#keeper?.save();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.caughtUp;
    await this.#keeper?.close();
    await this.#store.close();
  }

  #take(sections: SectionWriter): void {
    for (const part of [this.#table, this.#bucket, this.#naming, this.#orders]) part.save(sections);
  }

  /** Throws where the sections do not belong together; the catalogue is of no use then. */
  #restore(sections: SectionReader): Promise<void> {
    this.#table.restore(sections);
    this.#bucket.restore(sections);
    const catchUp = this.#naming.restore(sections);
    this.#orders.restore(sections);
    this.#toldRevision = this.#bucket.revision;
    return catchUp(
      () => this.#bucket.touch(),
      () => this.#isClosed,
    ).then(() => this.#tellChange());
  }

  #tellChange(): void {
    if (this.#bucket.revision === this.#toldRevision) return;
    this.#toldRevision = this.#bucket.revision;
    this.#keeper?.changed();
    if (!this.#isClosed) this.#onChange();
  }

  async #countIncomplete(): Promise<number> {
    if (this.#bucket.unmarked === 0) return 0;
    let incomplete = 0;
    await new TimeSlice().each(this.#table.count, (from, to) => {
      for (let row = from; row < to; row += 1) {
        if (this.#table.isLive(row) && this.#answers.state(row) === 'incomplete') incomplete += 1;
      }
    });
    return incomplete;
  }
}
