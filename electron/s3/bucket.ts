import type { Readable } from 'node:stream';
import type { AppError } from '../../shared/app-error.ts';
import type { UploadAcl } from '../../shared/connection.ts';
import type { BegunUpload } from './parts.ts';

/** One object as a listing gives it. `modified` is ms since the epoch, `etag` comes without quotes. */
export interface ListedObject {
  key: string;
  bytes: number;
  modified: number;
  etag: string;
}

export interface ObjectHead {
  /** Bytes of the whole object, also where the body is a range of it. */
  bytes: number;
  etag: string;
  modified: number;
  contentType: string;
  /** User metadata as it is on the wire: lower-case names, values still percent-encoded. */
  metadata: Readonly<Record<string, string>>;
}

export interface ObjectStream extends ObjectHead {
  body: Readable;
}

export interface ObjectBytes extends ObjectHead {
  content: Buffer;
}

/** What is put: bytes, or a file of a known length that is streamed from disk. */
export type PutBody = Buffer | { path: string; bytes: number };

export interface PutOptions {
  contentType: string;
  cacheControl?: string;
  /** ASCII only, 2 KB in all. */
  metadata?: Readonly<Record<string, string>>;
  /** Fails with `already-exists` where the key is taken (servers that know If-None-Match). */
  onlyNew?: boolean;
  /** `bucket-default` where absent. Fails with `acls-disabled` or `public-access-blocked` where the bucket refuses it. */
  acl?: UploadAcl;
  signal: AbortSignal;
  /** Called with the bytes sent so far. */
  onSent?: (bytes: number) => void;
  /** For bodies that go in parts: an upload of the same body that an earlier try began. Parts that the server has are not sent again. */
  resume?: BegunUpload;
  /** Told of a new upload in parts, and awaited, before its first part is sent. */
  onBegun?: (upload: BegunUpload) => void | Promise<void>;
  /** Awaited before each part, so that an upload can be held. */
  beforePart?: () => Promise<void>;
  /** Whether the parts stay on the server after this failure, for a later `resume`; else they are removed. Never where absent. */
  keepParts?: (thrown: unknown) => boolean;
}

/** An upload in parts that was begun on the server. */
export interface UnfinishedUpload {
  key: string;
  uploadId: string;
  /** Ms since the epoch by this computer's clock, however far that is from the server's: it is to tell the age. */
  begun: number;
}

/** An object that was deleted where older versions are kept. */
export interface DeletedObject {
  key: string;
  /** Of the deletion. */
  markerVersion: string;
  /** Of deletions before it: what is deleted twice has two markers. */
  olderMarkers: readonly string[];
  deletedAt: number;
  /** Of the version that comes back when the markers go. */
  version: string;
  bytes: number;
  etag: string;
  /** When that version was written, ms since the epoch. */
  modified: number;
}

/** A page of deleted objects, which may well be empty. */
export interface DeletedObjects {
  objects: DeletedObject[];
  /** Every key up to this one was looked at; empty where none was. */
  through: string;
}

export interface PresignOptions {
  /** 60 to 604,800. */
  seconds: number;
  /** `Content-Disposition` that the reply is to carry. */
  contentDisposition: string;
}

export interface PresignedUrl {
  url: string;
  /** Ms since the epoch; sooner than asked where the keys expire before. */
  expiresAt: number;
}

export interface DeleteOutcome {
  /** Confirmed by the server, also where the key was gone already. */
  deleted: string[];
  failed: { key: string; error: AppError }[];
}

/**
 * One bucket over HTTP. Every method throws an `AppFailure` and ends when `signal` aborts. No reply is believed that
 * does not look like S3's: a captive portal's page is `not-s3`, never an empty bucket or a success.
 */
export interface Bucket {
  readonly name: string;
  readonly prefix: string;
  readonly region: string;
  /** Empty for Amazon S3 itself. */
  readonly endpoint: string;
  /** Pages of a prefix in key order, at most 1,000 objects each. */
  list(options: { signal: AbortSignal; prefix?: string; startAfter?: string }): AsyncGenerator<ListedObject[]>;
  /**
   * Pages of the whole prefix in no order, every object once, as fast as the server gives them: by many requests at a
   * time. The first page is all that is asked for until the second one is wanted. Where the server turns out to list
   * in an order of its own, `onRestart` tells that all pages so far are void, and what follows begins anew.
   */
  listAll(options: { signal: AbortSignal; onRestart?: () => void | Promise<void> }): AsyncGenerator<ListedObject[]>;
  head(key: string, options: { signal: AbortSignal }): Promise<ObjectHead>;
  /** The body streams; reading it past a stall or a short end fails with `timed-out` or `transfer-damaged`. */
  get(
    key: string,
    options: { signal: AbortSignal; ifMatch?: string; range?: { from: number; to?: number }; version?: string },
  ): Promise<ObjectStream>;
  /** A whole small object in memory, its length verified. Fails with `image-too-large` over `maxBytes`. */
  getBytes(key: string, options: { signal: AbortSignal; maxBytes: number }): Promise<ObjectBytes>;
  /** Streams into a new file at `path`, verified by length and, where the ETag is an MD5, by digest. */
  getFile(
    key: string,
    path: string,
    options: { signal: AbortSignal; onReceived?: (bytes: number) => void },
  ): Promise<ObjectHead>;
  /**
   * Resolves with the ETag only when the server confirmed one. Large bodies go in parts, each of which is repeated by
   * itself.
   */
  put(key: string, body: PutBody, options: PutOptions): Promise<{ etag: string }>;
  /** Any number of keys, in rounds of at most 1,000. Keys without an answer count as failed. */
  deleteKeys(keys: readonly string[], options: { signal: AbortSignal }): Promise<DeleteOutcome>;
  /** Uploads in parts under the prefix that were begun and neither completed nor ended. */
  listUploads(options: { signal: AbortSignal }): AsyncGenerator<UnfinishedUpload[]>;
  /** Ends one and frees its parts; one that is gone already is a success. */
  abortUpload(upload: Pick<UnfinishedUpload, 'key' | 'uploadId'>, options: { signal: AbortSignal }): Promise<void>;
  /** Whether what is deleted stays as older versions. Throws `access-denied`. */
  keepsVersions(options: { signal: AbortSignal }): Promise<boolean>;
  /** Deleted objects of a prefix (the connection's where absent), pages in key order, from after a key on. */
  listDeleted(options: { signal: AbortSignal; prefix?: string; startAfter?: string }): AsyncGenerator<DeletedObjects>;
  /** Takes deletions back by removing their markers. Keys without an answer count as failed. */
  restoreKeys(objects: readonly DeletedObject[], options: { signal: AbortSignal }): Promise<DeleteOutcome>;
  /** An address that anyone may read the object at until it expires. A secret of its own: never logged. */
  presign(key: string, options: PresignOptions): Promise<PresignedUrl>;
  /** The address of an object that is public; says nothing about whether it is. */
  publicUrl(key: string): Promise<string>;
  /** Frees the sockets. */
  close(): void;
}
