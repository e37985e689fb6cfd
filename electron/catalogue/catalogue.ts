import type { VariantSize } from '../../shared/object-key.ts';
import type { AlbumList, GroupDetails, GroupMeasure, GroupRow, ViewSummary } from '../../shared/pictures.ts';
import type { SortOrder } from '../../shared/settings.ts';
import type { ListedObject } from '../s3/bucket.ts';

export interface ViewQuery {
  /** Null for all albums. */
  album: string | null;
  search: string;
  sort: SortOrder;
  incompleteOnly: boolean;
}

/** One stored variant with what transfers and the image protocol need. */
export interface StoredVariant {
  size: VariantSize;
  key: string;
  bytes: number;
  /** Kept for thumbnails and foreign images; empty for the rest, whose GET tells it. */
  etag: string;
}

/**
 * What the app knows of one bucket, in columns. Group ids are stable while the catalogue lives and are never given to
 * another group; a group that vanished and comes back has its old id. Asynchronous throughout, so that it can move into
 * a worker thread without a change for its callers.
 *
 * A view is a snapshot. What appears later is not in it; what vanishes keeps its place, and its row still answers with
 * the last that was known, until the view is made anew. Only views that were pushed out by newer ones are stale.
 */
export interface Catalogue {
  /**
   * A listing begins: groups not seen again before `endListing` vanish then, and only then. One at a time: a second
   * `beginListing` is a mistake of the caller and throws.
   */
  beginListing(): Promise<void>;
  /** Objects of a listing page, in any order; non-images are counted but make no group. */
  addPage(objects: readonly ListedObject[]): Promise<void>;
  endListing(): Promise<void>;
  /** The listing broke off: nothing vanishes. */
  abandonListing(): Promise<void>;
  /** Objects just written by this app. Survive a listing that began before they were written. */
  addObjects(objects: readonly ListedObject[]): Promise<void>;
  /**
   * Keys that the server confirmed gone (deleted, or vanished on read). Pages of a listing under way do not bring them
   * back; the next listing does, where they are there again.
   */
  removeKeys(keys: readonly string[]): Promise<void>;

  /**
   * Groups that are about to be deleted: no view, count or album holds them until they are revealed, or gone by
   * `removeKeys`; one by itself is unknown meanwhile, but for its variants. A group that is hidden twice is there again
   * after as many reveals. Never kept on disk. Ids that are unknown are passed over.
   */
  hide(groupIds: Uint32Array): Promise<void>;
  reveal(groupIds: Uint32Array): Promise<void>;

  counts(): Promise<{ objects: number; groups: number }>;
  albums(): Promise<AlbumList>;
  /** Makes a view; only the newest few are kept, older ones answer `stale-view`. */
  openView(query: ViewQuery): Promise<ViewSummary>;
  rows(viewId: string, from: number, count: number): Promise<GroupRow[]>;
  ids(viewId: string, from: number, count: number): Promise<Uint32Array>;
  /** -1 where the view does not hold the group. */
  indexOf(viewId: string, groupId: number): Promise<number>;
  /** The next row from `from` on, and then from the start, whose shown name begins with `text` (NFC or NFD, any case); -1 where none does, and for a call that a newer one of the same view overtook. */
  findName(viewId: string, text: string, from: number): Promise<number>;
  /** Throws `AppFailure` `unknown-group`. */
  group(groupId: number): Promise<GroupDetails>;
  variants(groupId: number): Promise<StoredVariant[]>;
  measure(groupIds: Uint32Array): Promise<GroupMeasure>;
  /** The group that an object's key belongs to. */
  groupOfKey(key: string): Promise<number | null>;

  /**
   * Facts from user metadata (a GET or HEAD of any variant, or an upload); where it holds no name, `unreadNames` leaves
   * the group out until its objects change. Answers whether anything became known.
   */
  learn(groupId: number, metadata: Readonly<Record<string, string>>): Promise<boolean>;
  /**
   * Groups whose source had one of these digests (sha256, hex), by digest, among the `known` of all `groups` whose
   * source's digest is known.
   */
  findSources(digests: readonly string[]): Promise<{ found: Map<string, number>; known: number; groups: number }>;
  /** How many groups go by their uuid for want of a name. */
  nameless(): Promise<number>;
  /** Groups without a name whose objects' metadata nobody has read yet, the newest first. */
  unreadNames(): Promise<Uint32Array>;
  /**
   * A name of the person's own, without extension; it goes before every other and is kept in the local index. Null takes
   * it back. Throws `unknown-group`, and `bad-request` for a foreign image, which goes by its key.
   */
  nameGroup(groupId: number, name: string | null): Promise<void>;
  /** Names by uuid from an imported table; they stay, also for groups that a listing finds later. */
  importNames(names: ReadonlyMap<string, { name: string; extension: string }>): Promise<{ matched: number }>;
}
