/**
 * The one list of what crosses between renderer and main. `requests` maps each channel to the schema of its argument,
 * `Responses` to its answer, `Events` each event to its payload. Main's handlers, the preload bridge and the renderer's
 * api derive from these; a channel that is missing on one side is a compile error.
 */
import * as v from 'valibot';
import type { AppError } from './app-error.ts';
import {
  type Abilities,
  type BucketConnection,
  type BucketSummary,
  bucketConnectionSchema,
  type CredentialSource,
  type CredentialTrouble,
  keyEntryPurposeSchema,
  linkKinds,
  MAX_LINK_SECONDS,
  MIN_LINK_SECONDS,
  type NetworkState,
  opaqueId,
  type SourceList,
  type SourceSummary,
  serverSchema,
  uploadAcls,
} from './connection.ts';
import type { EndpointPresetId } from './endpoint-presets.ts';
import type { JobItem, JobSummary } from './job.ts';
import { MAX_KEY_BYTES } from './object-key.ts';
import type {
  AlbumList,
  DeletedPage,
  FoundUrl,
  GroupDetails,
  GroupMeasure,
  GroupRow,
  ListingStatus,
  ViewSummary,
} from './pictures.ts';
import { existingChoices, saveChoice } from './save-choice.ts';
import { type Settings, settingsPatch, sortOrders } from './settings.ts';
import type { StagedSource, Staging } from './staging.ts';

const MAX_TEXT_LENGTH = 4096;
/** The most rows one answer carries: more than any window shows at once. */
export const MAX_ROWS = 1000;
const MAX_GROUP_ID = 0xffff_ffff;

const text = (max: number = MAX_TEXT_LENGTH) => v.pipe(v.string(), v.maxLength(max));
const whole = (max: number = Number.MAX_SAFE_INTEGER) =>
  v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(max));
const connectionId = opaqueId;
const groupId = whole(MAX_GROUP_ID);
const groupIds = v.pipe(
  v.instance(Uint32Array),
  v.check((ids) => ids.length > 0, 'expected at least one group'),
);
const albumName = text(MAX_KEY_BYTES);
const variantSize = v.union([
  v.literal('thumbnail'),
  v.literal('original'),
  v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1e9)),
]);

export const requests = {
  'credentials/sources': v.undefined(),
  /** Opens the key window; answers when it closed. */
  'credentials/enter': keyEntryPurposeSchema,
  'credentials/forget': v.strictObject({ keysId: opaqueId }),
  'credentials/troubles': v.undefined(),
  /** Reads the source anew and lets what waits for it try again. */
  'credentials/reload': v.strictObject({ troubleId: opaqueId }),
  /** Begins the login of an SSO profile; its course comes as events. */
  'credentials/log-in': v.strictObject({ troubleId: opaqueId }),
  'credentials/stop-log-in': v.strictObject({ troubleId: opaqueId }),

  'buckets/list': serverSchema,
  'buckets/create': v.strictObject({ server: serverSchema, bucket: text(255) }),
  /** Gives up what `buckets/list` and `buckets/create` are waiting for. */
  'buckets/give-up': v.undefined(),

  'connections/saved': v.undefined(),
  'connections/current': v.undefined(),
  /** What the app opens by itself at its start; null where that is nothing, or done. */
  'connections/resuming': v.undefined(),
  'connections/open': v.variant('kind', [
    v.strictObject({ kind: v.literal('demo') }),
    v.strictObject({ kind: v.literal('saved'), savedId: opaqueId }),
    bucketConnectionSchema,
  ]),
  /** Gives up what is being opened now; what is open stays. */
  'connections/give-up': v.undefined(),
  'connections/close': v.strictObject({ connectionId }),
  /** Takes a saved connection from the list; `local` is what is kept of its bucket on this computer, names that were given included. */
  'connections/forget': v.strictObject({ savedId: opaqueId, local: v.picklist(['keep', 'remove']) }),
  /** Tries now whether the server can be reached again. */
  'connections/try-now': v.strictObject({ connectionId }),

  'catalogue/albums': v.strictObject({ connectionId }),
  'catalogue/view': v.strictObject({
    connectionId,
    /** Null for all albums. */
    album: v.nullable(albumName),
    /** Part of a name or key; empty for no search. */
    search: text(512),
    sort: v.picklist(sortOrders),
    /** Only groups whose state is `incomplete`; those still arriving are left out. */
    incompleteOnly: v.boolean(),
  }),
  'catalogue/rows': v.strictObject({ viewId: opaqueId, from: whole(), count: whole(MAX_ROWS) }),
  /** Group ids of a stretch of a view, for range selection. */
  'catalogue/ids': v.strictObject({ viewId: opaqueId, from: whole(), count: whole() }),
  'catalogue/index-of': v.strictObject({ viewId: opaqueId, groupId }),
  /** The next row of a view, from `from` on and then from the start, whose shown name begins with a text. */
  'catalogue/find-name': v.strictObject({ viewId: opaqueId, text: text(512), from: whole() }),
  'catalogue/group': v.strictObject({ connectionId, groupId }),
  'catalogue/measure': v.strictObject({ connectionId, groupIds }),
  'catalogue/find-url': v.strictObject({ connectionId, text: text(8192) }),
  'catalogue/refresh': v.strictObject({ connectionId }),
  'names/import': v.strictObject({ connectionId }),
  /** What reading the names of all objects would cost. */
  'names/plan-read': v.strictObject({ connectionId }),
  /** Reads names from the metadata of objects that no one has looked at yet, as a job. */
  'names/read': v.strictObject({ connectionId }),
  /** Gives a group a name of the person's own, on this computer; null takes it back. */
  'names/edit': v.strictObject({ connectionId, groupId, name: v.nullable(text(1000)) }),

  /** The groups in the window now: their thumbnails go before all others. */
  'thumbnails/show': v.strictObject({ connectionId, groupIds: v.instance(Uint32Array) }),
  /** Why a group's thumbnail does not come. */
  'thumbnails/refusal': v.strictObject({ connectionId, groupId }),

  'save/prepare': v.strictObject({
    connectionId,
    groupId,
    size: variantSize,
    choice: saveChoice,
    /** Made by the renderer, so that it can give up on a result that is still being made. */
    resultId: opaqueId,
  }),
  /** How large the result will be, from a part of the picture: there long before the result. Given up with `save/discard`. */
  'save/estimate': v.strictObject({
    connectionId,
    groupId,
    size: variantSize,
    choice: saveChoice,
    resultId: opaqueId,
  }),
  'save/discard': v.strictObject({ resultId: opaqueId }),
  /** Asks where through the native dialog, then writes. */
  'save/write': v.strictObject({ resultId: opaqueId }),
  /** Saves an object that is no image, untouched. */
  'save/object': v.strictObject({ connectionId, key: text(MAX_KEY_BYTES) }),

  /** Asks for a folder through the native dialog, then saves many pictures into it as one job. */
  'save/batch': v.strictObject({
    connectionId,
    what: v.variant('kind', [
      v.strictObject({ kind: v.literal('groups'), groupIds }),
      /** All that a view holds: a whole album, or all that a search found. */
      v.strictObject({ kind: v.literal('view'), viewId: opaqueId }),
    ]),
    /** Of a group without that size, the next smaller one, else its smallest. */
    size: v.union([v.literal('largest'), variantSize]),
    choice: saveChoice,
    /** See `shared/name-template.ts`. */
    template: text(255),
    existing: v.picklist(existingChoices),
  }),

  /** Makes files of pictures that may be about to be dragged out of the window, from the press on. Answers once they are there. */
  'drag-out/prepare': v.strictObject({ connectionId, groupIds, dragId: opaqueId }),
  /** Hands what is prepared to the system's drag. Throws `result-expired`. */
  'drag-out/start': v.strictObject({ dragId: opaqueId }),
  /** It was a press and no drag. */
  'drag-out/discard': v.strictObject({ dragId: opaqueId }),

  'upload/pick': v.strictObject({ connectionId, what: v.picklist(['files', 'folder']) }),
  /** Only the preload sends this one: paths come from dropped File objects, never from the page. */
  'upload/stage': v.strictObject({ connectionId, paths: v.array(text(32_768)) }),
  'upload/staged-items': v.strictObject({ stagingId: opaqueId, from: whole(), count: whole(MAX_ROWS) }),
  'upload/discard': v.strictObject({ stagingId: opaqueId }),
  /** Gives up on every look under way at dropped or picked files: their calls end with `cancelled`. */
  'upload/stop-looking': v.strictObject({ connectionId }),
  'upload/start': v.strictObject({
    stagingId: opaqueId,
    album: albumName,
    keepOriginal: v.boolean(),
    acl: v.picklist(uploadAcls),
    /** `albums`: each folder inside what was dropped becomes an album inside `album`. */
    folders: v.picklist(['flat', 'albums']),
    duplicates: v.picklist(['skip', 'keep']),
  }),
  /** Uploads in parts that an earlier run, of this app or another, left unfinished under keys of our layout. */
  'upload/unfinished': v.strictObject({ connectionId }),
  /** Ends them, so that the server frees what they hold. */
  'upload/end-unfinished': v.strictObject({ connectionId }),

  /** Hides the groups at once; sends nothing before the time to undo (`jobs/cancel`) has passed. */
  'delete/start': v.strictObject({ connectionId, groupIds }),
  /** Whether the bucket keeps what is deleted as older versions. */
  'deleted/kept': v.strictObject({ connectionId }),
  /** Deleted groups that can be brought back, a page at a time; `cursor` null for the first. */
  'deleted/list': v.strictObject({ connectionId, cursor: v.nullable(text(MAX_KEY_BYTES * 2)) }),
  'deleted/restore': v.strictObject({
    connectionId,
    stems: v.pipe(v.array(text(MAX_KEY_BYTES)), v.minLength(1), v.maxLength(MAX_ROWS)),
  }),
  /** Makes what incomplete groups lack from what they have. */
  'repair/start': v.strictObject({ connectionId, groupIds }),

  /** Puts the link on the clipboard; it never comes to the page. */
  'links/copy': v.strictObject({
    connectionId,
    groupId,
    size: variantSize,
    kind: v.picklist(linkKinds),
    /** Of presigned links only. */
    seconds: v.pipe(v.number(), v.integer(), v.minValue(MIN_LINK_SECONDS), v.maxValue(MAX_LINK_SECONDS)),
  }),

  'jobs/list': v.undefined(),
  'jobs/items': v.strictObject({ jobId: opaqueId, from: whole(), count: whole(MAX_ROWS) }),
  /** Also undoes a job that is pending. */
  'jobs/cancel': v.strictObject({ jobId: opaqueId }),
  'jobs/pause': v.strictObject({ jobId: opaqueId }),
  'jobs/resume': v.strictObject({ jobId: opaqueId }),
  /** Tries again what failed or was cancelled, as a new job in the place of the old one. */
  'jobs/retry': v.strictObject({ jobId: opaqueId }),
  'jobs/dismiss': v.strictObject({ jobId: opaqueId }),
  /** Shows the saved file in the system's file manager. */
  'jobs/reveal': v.strictObject({ jobId: opaqueId }),

  'settings/get': v.undefined(),
  'settings/set': settingsPatch,
} as const;

export type Channel = keyof typeof requests;
export type Request<C extends Channel> = v.InferOutput<(typeof requests)[C]>;

/** A connection that was opened before; holds no key. */
export interface SavedConnection extends BucketConnection {
  savedId: string;
  /** Name of the source, for a line of text. */
  label: string;
}

/** An open connection, as the renderer sees it. */
export interface ConnectionSummary {
  connectionId: string;
  kind: 'demo' | 'bucket';
  bucket: string;
  prefix: string;
  region: string;
  /** Empty for Amazon S3 itself. */
  endpoint: string;
  /** Which kind of server the person chose. */
  preset: EndpointPresetId;
  /** Null for the demo. */
  source: CredentialSource | null;
  /** Name of the source; empty for the demo and the environment. */
  label: string;
}

/** What the window knows of the open connection at any moment. */
export interface ConnectionStatus {
  connection: ConnectionSummary;
  listing: ListingStatus;
  abilities: Abilities;
  network: NetworkState;
}

export interface PreparedResult {
  resultId: string;
  bytes: number;
  width: number;
  height: number;
  /** Bytes of the chosen variant as stored. */
  storedBytes: number;
  /** The suggested file name, safe on every system. */
  fileName: string;
}

export type SaveOutcome = { kind: 'saved'; jobId: string; path: string; bytes: number } | { kind: 'dismissed' };

export interface ImportedNames {
  rows: number;
  matched: number;
  skipped: number;
}

export interface Responses {
  'credentials/sources': SourceList;
  /** The source that has the keys now; null where the person closed the window. */
  'credentials/enter': SourceSummary | null;
  'credentials/forget': null;
  'credentials/troubles': CredentialTrouble[];
  'credentials/reload': null;
  'credentials/log-in': null;
  'credentials/stop-log-in': null;
  'buckets/list': BucketSummary[];
  'buckets/create': BucketSummary;
  'buckets/give-up': null;
  'connections/saved': SavedConnection[];
  'connections/current': ConnectionStatus | null;
  'connections/resuming': Request<'connections/open'> | null;
  'connections/open': ConnectionSummary;
  'connections/give-up': null;
  'connections/close': null;
  'connections/forget': null;
  'connections/try-now': null;
  'catalogue/albums': AlbumList;
  'catalogue/view': ViewSummary;
  'catalogue/rows': GroupRow[];
  'catalogue/ids': Uint32Array;
  /** -1 where the view does not hold the group. */
  'catalogue/index-of': number;
  /** -1 where no row's name begins so. */
  'catalogue/find-name': number;
  'catalogue/group': GroupDetails;
  'catalogue/measure': GroupMeasure;
  'catalogue/find-url': FoundUrl;
  'catalogue/refresh': null;
  /** Null where the person dismissed the dialog. */
  'names/import': ImportedNames | null;
  'names/plan-read': { requests: number };
  'names/read': { jobId: string };
  'names/edit': GroupDetails;
  'thumbnails/show': null;
  /** Null where it may come another time. */
  'thumbnails/refusal': AppError | null;
  'save/prepare': PreparedResult;
  'save/discard': null;
  'save/write': SaveOutcome;
  'save/object': SaveOutcome;
  'save/estimate': { bytes: number };
  /** Null where the person dismissed the dialog. */
  'save/batch': { jobId: string } | null;
  'drag-out/prepare': { files: number };
  'drag-out/start': null;
  'drag-out/discard': null;
  'upload/pick': Staging | null;
  'upload/stage': Staging;
  'upload/staged-items': StagedSource[];
  'upload/discard': null;
  'upload/stop-looking': null;
  'upload/start': { jobId: string };
  'upload/unfinished': { uploads: number };
  'upload/end-unfinished': { ended: number };
  'delete/start': { jobId: string };
  /** `unknown` where the keys may not ask. */
  'deleted/kept': 'yes' | 'no' | 'unknown';
  'deleted/list': DeletedPage;
  'deleted/restore': { jobId: string };
  'repair/start': { jobId: string };
  /** When the link ends, ms since the epoch; null for one that does not. Keys that expire end it sooner than asked. */
  'links/copy': { expiresAt: number | null };
  'jobs/list': JobSummary[];
  'jobs/items': JobItem[];
  'jobs/cancel': null;
  'jobs/pause': null;
  'jobs/resume': null;
  'jobs/retry': { jobId: string };
  'jobs/dismiss': null;
  'jobs/reveal': null;
  'settings/get': Settings;
  'settings/set': Settings;
}

export interface Events {
  /** The AWS files, the typed keys or the keyring changed: sources asked for before are out of date. */
  'credentials/sources-changed': null;
  /** All of them, also when there is none any more. */
  'credentials/troubles': { troubles: CredentialTrouble[] };
  'connections/changed': { connection: ConnectionSummary | null };
  'connections/abilities': { connectionId: string; abilities: Abilities };
  'connections/network': { connectionId: string; network: NetworkState };
  'catalogue/listing': ListingStatus;
  /** Groups appeared, changed or vanished: views and albums asked for before are out of date. */
  'catalogue/changed': { connectionId: string };
  /** Names that became known, for tiles that are already on screen. */
  'catalogue/names': {
    connectionId: string;
    names: { groupId: number; name: string }[];
    /** How many groups have no name now. */
    nameless: number;
  };
  'upload/staging': { connectionId: string; looked: number };
  'jobs/changed': { jobs: JobSummary[] };
}

export type EventName = keyof Events;
