/** What the window is told of the bucket's pictures: albums, views and their rows, and one group in detail. */
import type { AppError } from './app-error.ts';
import type { VariantSize } from './object-key.ts';

export interface ListingStatus {
  connectionId: string;
  state: 'listing' | 'complete' | 'failed';
  /** Objects seen so far in this listing. */
  objects: number;
  /** Groups in the catalogue now. */
  groups: number;
  error: AppError | null;
}

export interface AlbumSummary {
  /** The full key prefix, e.g. `post/`; empty for groups at the root. */
  album: string;
  /** Without the connection's prefix and the trailing slash. */
  label: string;
  groups: number;
  bytes: number;
}

export interface AlbumList {
  albums: AlbumSummary[];
  groups: number;
  bytes: number;
  incomplete: number;
  /** Groups that go by their uuid for want of a name: a search by name cannot find them. */
  nameless: number;
}

/** A stretch of a view that shares a month, newest or oldest first; one nameless section for other orders. */
export interface Section {
  /** Local year and month (1 to 12); null where the order is not by date. */
  month: { year: number; month: number } | null;
  count: number;
}

export interface ViewSummary {
  viewId: string;
  count: number;
  bytes: number;
  sections: Section[];
}

export type GroupState = 'complete' | 'incomplete' | 'arriving';

/** What a tile of the grid needs. */
export interface GroupRow {
  groupId: number;
  state: GroupState;
  /** LastModified of the thumbnail (or of the newest variant), ms since the epoch. */
  modified: number;
  /** The original name, or the key's base where there is none. */
  name: string;
  /** Changes when the thumbnail's bytes change; part of the tile's `image://` address. */
  version: string;
  /** The ThumbHash in base64, drawn until the thumbnail is here; null while it is unknown. */
  placeholder: string | null;
}

export interface Variant {
  size: VariantSize;
  key: string;
  bytes: number;
}

export interface GroupDetails extends GroupRow {
  album: string;
  foreign: boolean;
  /** The original name without extension, from metadata or an imported table; or the person's own. */
  originalName: string | null;
  /** The name is the person's own, kept on this computer. */
  nameEdited: boolean;
  /** Lower case, no dot. */
  originalExtension: string | null;
  /** Pixels of the source where its metadata says so. */
  source: { width: number; height: number } | null;
  /** Sorted by width, largest first; the thumbnail last. */
  variants: Variant[];
}

export interface GroupMeasure {
  groups: number;
  objects: number;
  bytes: number;
}

export type FoundUrl =
  | { kind: 'group'; groupId: number }
  /** An object that is no image: can be saved as it is. */
  | { kind: 'object'; key: string; bytes: number };

/** A group whose objects were deleted in a bucket that keeps older versions. */
export interface DeletedGroup {
  stem: string;
  album: string;
  /** The original name where it is known, else the key's base. */
  name: string;
  /** Ms since the epoch. */
  deletedAt: number;
  bytes: number;
  objects: number;
}

export interface DeletedPage {
  groups: DeletedGroup[];
  /** Null where there are no more. */
  next: string | null;
}
