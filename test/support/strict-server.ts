import { createHash } from 'node:crypto';
import { buildApp } from 'fauxqs';
// The package exports its app only, and no way to look into what it stores.
import { S3Error } from '../../node_modules/fauxqs/dist/common/errors.js';
import { S3Store } from '../../node_modules/fauxqs/dist/s3/s3Store.js';
import { SnsStore } from '../../node_modules/fauxqs/dist/sns/snsStore.js';
import { SqsStore } from '../../node_modules/fauxqs/dist/sqs/sqsStore.js';
import { EMBEDDED_KEYS, EMBEDDED_REGION, type StoredObject, type TestServer, testServer } from './embedded-server.ts';

interface Part {
  partNumber: number;
  body: Buffer;
  etag: string;
}

/** As the embedded server keeps one. */
export interface StoredUpload {
  uploadId: string;
  bucket: string;
  key: string;
  contentType: string;
  metadata: Record<string, string>;
  parts: Map<number, Part>;
  initiated: Date;
}

export interface HeldObject {
  key: string;
  content: Buffer;
  contentType: string;
  metadata: Readonly<Record<string, string>>;
}

/**
 * The embedded server with what Amazon S3 has and it lacks: conditional writes, checksums that are compared, the lists of
 * uploads and of parts. Parts may be of any size, so that a small file can go in several.
 */
export interface StrictServer extends TestServer {
  /** What a bucket holds, past every request. */
  objects(bucket: string): HeldObject[];
  uploads(bucket: string): StoredUpload[];
  /** Makes a bucket of these objects, past every request; they are an hour old: nobody is uploading them still. */
  fill(bucket: string, objects: readonly StoredObject[]): void;
  /** Removes the bucket with all that is in it. */
  drop(bucket: string): void;
}

const HOUR_MS = 60 * 60_000;

class StrictStore extends S3Store {
  /** Private in the package's types. */
  get open(): Map<string, StoredUpload> {
    return (this as unknown as { multipartUploads: Map<string, StoredUpload> }).multipartUploads;
  }

  override completeMultipartUpload(uploadId: string, specs: { partNumber: number; etag: string }[]) {
    const upload = this.open.get(uploadId);
    if (upload === undefined) throw new S3Error('NoSuchUpload', 'The upload does not exist.', 404);
    const parts = specs.map(({ partNumber, etag }) => {
      const part = upload.parts.get(partNumber);
      if (part?.etag.replaceAll('"', '') !== etag.replaceAll('"', ''))
        throw new S3Error('InvalidPart', 'One of the parts could not be found.', 400);
      return part;
    });
    const digests = parts.map(({ body }) => createHash('md5').update(body).digest());
    const whole = Buffer.concat(parts.map(({ body }) => body));
    this.abortMultipartUpload(uploadId);
    const stored = this.putObject(upload.bucket, upload.key, whole, upload.contentType, upload.metadata);
    stored.etag = `"${createHash('md5').update(Buffer.concat(digests)).digest('hex')}-${parts.length}"`;
    return stored;
  }
}

/** Of Fastify's, whose types the package's own hide. */
interface Incoming {
  method: string;
  params: unknown;
  query: unknown;
  headers: Readonly<Record<string, unknown>>;
  body: unknown;
}

interface Reply {
  code(status: number): Reply;
  header(name: string, value: string): Reply;
  send(body: string): PromiseLike<unknown>;
}

/** What the hook below reads of a request. */
interface Asked {
  method: string;
  query: Readonly<Record<string, string>>;
  bucket: string;
  key: string;
  headers: Readonly<Record<string, unknown>>;
  body: unknown;
}

interface Answer {
  status: number;
  xml: string;
}

export async function startStrictServer(): Promise<StrictServer> {
  const store = new StrictStore();
  const stores = { s3Store: store, snsStore: new SnsStore(), sqsStore: new SqsStore() };
  const app = buildApp({ logger: false, stores });
  // The app may have another instance of this class than the one that the store throws.
  app.setErrorHandler((thrown: unknown, _request: unknown, reply: Reply) => {
    const error = isS3Error(thrown) ? thrown : new S3Error('InternalError', String(thrown), 500);
    return reply.code(error.statusCode).header('content-type', 'application/xml').send(error.toXml());
  });
  app.addHook('preHandler', async (request: Incoming, reply: Reply) => {
    const { bucket = '', '*': key = '' } = request.params as { bucket?: string; '*'?: string };
    const { method, headers, body } = request;
    const query = (request.query ?? {}) as Record<string, string>;
    const answer = answerTo(store, { method, query, bucket, key, headers, body });
    if (answer === null) return;
    await reply.code(answer.status).header('content-type', 'application/xml').send(answer.xml);
  });
  const endpoint = await app.listen({ port: 0, host: '127.0.0.1' });
  const uploads = (bucket: string): StoredUpload[] =>
    [...store.open.values()].filter((upload) => upload.bucket === bucket);
  const server = testServer({
    endpoint,
    region: EMBEDDED_REGION,
    keys: EMBEDDED_KEYS,
    createBucket: async (name) => store.createBucket(name),
    stop: () => app.close(),
  });
  return {
    ...server,
    uploads,
    objects: (bucket) =>
      store
        .listObjects(bucket, { maxKeys: Number.POSITIVE_INFINITY })
        .objects.map(({ key, body, contentType, metadata }) => ({ key, content: body, contentType, metadata })),
    fill(bucket, objects) {
      const before = Date.now() - HOUR_MS;
      store.createBucket(bucket);
      for (const { key, content, contentType, metadata } of objects)
        store.putObject(bucket, key, Buffer.from(content), contentType, metadata).lastModified = new Date(before);
    },
    drop(bucket) {
      store.emptyBucket(bucket);
      store.deleteBucket(bucket);
    },
  };
}

const isS3Error = (thrown: unknown): thrown is S3Error =>
  typeof thrown === 'object' && thrown !== null && 'toXml' in thrown && 'statusCode' in thrown;

/** Null where the embedded server answers by itself. */
function answerTo(store: StrictStore, asked: Asked): Answer | null {
  const { method, query, bucket, key, headers } = asked;
  if (method === 'GET' && key === '' && 'uploads' in query) return uploadList(store, bucket, query.prefix ?? '');
  if (method === 'GET' && query.uploadId !== undefined) return partList(store, query.uploadId);
  const isWrite = method === 'PUT' || (method === 'POST' && query.uploadId !== undefined);
  if (isWrite && headers['if-none-match'] === '*' && holds(store, bucket, key))
    return refusal(412, 'PreconditionFailed');
  if (!hasItsChecksum(asked)) return refusal(400, 'BadDigest');
  if (!hasItsSignedContent(asked)) return refusal(400, 'XAmzContentSHA256Mismatch');
  return null;
}

function holds(store: StrictStore, bucket: string, key: string): boolean {
  return store.listObjects(bucket, { prefix: key }).objects.some((object) => object.key === key);
}

function hasItsChecksum({ headers, body }: Asked): boolean {
  const sent = headers['x-amz-checksum-crc32'];
  if (typeof sent !== 'string' || !Buffer.isBuffer(body)) return true;
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(body));
  return sum.toString('base64') === sent;
}

/** A digest in hex where the content is signed; a word where it is not. */
function hasItsSignedContent({ headers, body }: Asked): boolean {
  const signed = headers['x-amz-content-sha256'];
  if (typeof signed !== 'string' || !/^[0-9a-f]{64}$/.test(signed) || !Buffer.isBuffer(body)) return true;
  return createHash('sha256').update(body).digest('hex') === signed;
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb8_8320 : crc >>> 1;
  return crc >>> 0;
});

function crc32(content: Buffer): number {
  let crc = 0xffff_ffff;
  for (const byte of content) crc = (CRC_TABLE[(crc ^ byte) & 0xff] ?? 0) ^ (crc >>> 8);
  return (crc ^ 0xffff_ffff) >>> 0;
}

const refusal = (status: number, code: string): Answer => ({
  status,
  xml: `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>${code}</Message></Error>`,
});

function uploadList(store: StrictStore, bucket: string, prefix: string): Answer {
  const uploads = [...store.open.values()].filter((one) => one.bucket === bucket && one.key.startsWith(prefix));
  const items = uploads.map(
    ({ key, uploadId, initiated }) =>
      `<Upload><Key>${escaped(key)}</Key><UploadId>${uploadId}</UploadId>` +
      `<Initiated>${initiated.toISOString()}</Initiated></Upload>`,
  );
  return listing('ListMultipartUploadsResult', `<Bucket>${bucket}</Bucket>`, items);
}

function partList(store: StrictStore, uploadId: string): Answer {
  const upload = store.open.get(uploadId);
  if (upload === undefined) return refusal(404, 'NoSuchUpload');
  const parts = [...upload.parts.values()].sort((a, b) => a.partNumber - b.partNumber);
  const items = parts.map(
    ({ partNumber, etag, body }) =>
      `<Part><PartNumber>${partNumber}</PartNumber><ETag>${escaped(etag)}</ETag><Size>${body.length}</Size></Part>`,
  );
  const head = `<Bucket>${upload.bucket}</Bucket><Key>${escaped(upload.key)}</Key><UploadId>${uploadId}</UploadId>`;
  return listing('ListPartsResult', head, items);
}

const listing = (name: string, head: string, items: readonly string[]): Answer => ({
  status: 200,
  xml:
    `<?xml version="1.0" encoding="UTF-8"?><${name} xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${head}` +
    `<IsTruncated>false</IsTruncated>${items.join('')}</${name}>`,
});

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
