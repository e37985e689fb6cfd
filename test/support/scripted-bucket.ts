import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import type {
  Bucket,
  DeleteOutcome,
  ListedObject,
  ObjectHead,
  PutBody,
  PutOptions,
  UnfinishedUpload,
} from '../../electron/s3/bucket.ts';
import { AppFailure, toAppError } from '../../shared/app-error.ts';
import type { UploadAcl } from '../../shared/connection.ts';

export interface ScriptedRequest {
  method: 'put' | 'get' | 'head' | 'delete' | 'abort';
  key: string;
  signal: AbortSignal;
  range?: { from: number; to?: number } | undefined;
}

export interface ScriptedObject {
  content: Buffer;
  contentType: string;
  cacheControl: string | undefined;
  metadata: Readonly<Record<string, string>>;
  acl: UploadAcl | undefined;
  modified: number;
}

export interface ScriptedBucket extends Bucket {
  /** Every request as `method key`, a range of it as `get key from-to`, in the order in which they were answered or failed; a delete's keys one by one. */
  readonly log: string[];
  /** Keys of each delete request. */
  readonly deletes: string[][];
  readonly objects: Map<string, ScriptedObject>;
  /** Uploads in parts that nobody completed. */
  readonly uploads: UnfinishedUpload[];
  /** Runs before each request is carried out (once for each key of a delete); what it throws is the reply. */
  before: (request: ScriptedRequest) => void | Promise<void>;
  /** Runs after a put was stored; what it throws is a lost reply. */
  afterPut: (key: string) => void;
}

/** A bucket in memory that does what a test says. */
export function createScriptedBucket(options: { prefix?: string } = {}): ScriptedBucket {
  const objects = new Map<string, ScriptedObject>();
  const log: string[] = [];
  const deletes: string[][] = [];
  const enter = async (request: ScriptedRequest): Promise<void> => {
    request.signal.throwIfAborted();
    const { method, key, range } = request;
    log.push(range === undefined ? `${method} ${key}` : `${method} ${key} ${range.from}-${range.to ?? ''}`);
    await bucket.before(request);
    request.signal.throwIfAborted();
  };
  const known = (key: string): ScriptedObject => {
    const object = objects.get(key);
    if (object === undefined) throw new AppFailure({ code: 'key-vanished', key });
    return object;
  };
  const bucket: ScriptedBucket = {
    name: 'scripted',
    prefix: options.prefix ?? '',
    region: 'us-east-1',
    endpoint: '',
    log,
    deletes,
    objects,
    uploads: [],
    before: () => undefined,
    afterPut: () => undefined,
    async *list(): AsyncGenerator<ListedObject[]> {
      yield [...objects].map(([key, object]) => ({
        key,
        bytes: object.content.length,
        modified: object.modified,
        etag: etagOf(object),
      }));
    },
    listAll: (options) => bucket.list(options),
    async head(key, { signal }) {
      await enter({ method: 'head', key, signal });
      return headOf(known(key));
    },
    async get(key, { signal, range }) {
      await enter({ method: 'get', key, signal, range });
      const { content } = known(key);
      const part = range === undefined ? content : content.subarray(range.from, (range.to ?? content.length) + 1);
      return { ...headOf(known(key)), body: Readable.from([part]) };
    },
    async getBytes(key, { signal }) {
      await enter({ method: 'get', key, signal });
      return { ...headOf(known(key)), content: known(key).content };
    },
    async getFile(key, path, { signal, onReceived }) {
      await enter({ method: 'get', key, signal });
      const object = known(key);
      await writeFile(path, object.content, { flag: 'wx' });
      onReceived?.(object.content.length);
      return headOf(object);
    },
    async put(key: string, body: PutBody, put: PutOptions) {
      await enter({ method: 'put', key, signal: put.signal });
      if (put.onlyNew && objects.has(key)) throw new AppFailure({ code: 'already-exists', key });
      const content = Buffer.isBuffer(body) ? body : await readFile(body.path);
      put.onSent?.(content.length);
      const object = {
        content,
        contentType: put.contentType,
        cacheControl: put.cacheControl,
        metadata: put.metadata ?? {},
        acl: put.acl,
        modified: Date.now(),
      };
      objects.set(key, object);
      bucket.afterPut(key);
      return { etag: etagOf(object) };
    },
    async deleteKeys(keys, { signal }) {
      deletes.push([...keys]);
      const outcome: DeleteOutcome = { deleted: [], failed: [] };
      for (const key of keys) {
        signal.throwIfAborted();
        try {
          await enter({ method: 'delete', key, signal });
          objects.delete(key);
          outcome.deleted.push(key);
        } catch (thrown) {
          outcome.failed.push({ key, error: toAppError(thrown) });
        }
      }
      return outcome;
    },
    async *listUploads({ signal }) {
      signal.throwIfAborted();
      yield bucket.uploads.filter(({ key }) => key.startsWith(bucket.prefix));
    },
    async abortUpload({ key, uploadId }, { signal }) {
      await enter({ method: 'abort', key, signal });
      const at = bucket.uploads.findIndex((upload) => upload.uploadId === uploadId);
      if (at >= 0) bucket.uploads.splice(at, 1);
    },
    keepsVersions: async () => false,
    async *listDeleted() {
      yield { objects: [], through: '' };
    },
    restoreKeys: async () => ({ deleted: [], failed: [] }),
    async presign(key, { seconds, contentDisposition }) {
      const query = new URLSearchParams({ 'response-content-disposition': contentDisposition });
      return { url: `https://scripted.example/${key}?${query}`, expiresAt: seconds * 1000 };
    },
    publicUrl: async (key) => `https://scripted.example/${key}`,
    close: () => undefined,
  };
  return bucket;
}

const etagOf = (object: ScriptedObject): string => createHash('md5').update(object.content).digest('hex');

function headOf(object: ScriptedObject): ObjectHead {
  return {
    bytes: object.content.length,
    etag: etagOf(object),
    modified: object.modified,
    contentType: object.contentType,
    metadata: object.metadata,
  };
}

/** A door that a request waits at until the test opens it. */
export function createGate(): { open(): void; passed: Promise<void> } {
  let open: () => void = () => undefined;
  const passed = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, passed };
}
