import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { ChangingKeys, type CurrentObject, type GroupStretch } from './changing-keys.ts';
import { listenOnLoopback } from './loopback.ts';
import { prepareLists } from './prepared-lists.ts';
import { hash, hex, type SyntheticAlbum, type SyntheticSize } from './synthetic-keys.ts';
import { drawSyntheticPictures, type SyntheticPictures } from './synthetic-pictures.ts';

export interface ListingServerOptions {
  bucket: string;
  albums: readonly SyntheticAlbum[];
  /** What is stored of every group, in key order: all sizes if not given. */
  sizes?: readonly SyntheticSize[];
  /** Before every reply. */
  latencyMs?: number;
  /** Writes all lists at the start, for benches: about 250 bytes of memory a key, and next to no time a page. */
  prepared?: boolean;
}

/** A read-only S3 server whose bucket is made up: of any size, listed at once, every image there to be read. */
export interface ListingServer {
  readonly endpoint: string;
  /** In key order, as they are now. */
  readonly keys: ChangingKeys;
  /** Requests served so far. */
  requests(): number;
  setLatency(ms: number): void;
  /** Lists asked for beyond so many at a time are refused with 503; null for no such limit. */
  setMostLists(atOnce: number | null): void;
  /** Another bucket in the place of this one, at once. */
  setAlbums(albums: readonly SyntheticAlbum[]): void;
  /** New groups appear in an album, newer than all others; lists under way go on by key. */
  addGroups(album: string, groups: number): void;
  /** Groups vanish. */
  removeGroups(stretch: GroupStretch): void;
  /** Groups are stored anew: other ETags, newer than all others. */
  rewriteGroups(stretch: GroupStretch): void;
  stop(): Promise<void>;
}

const MAX_KEYS = 1_000;

export async function startListingServer(options: ListingServerOptions): Promise<ListingServer> {
  const pictures = await drawSyntheticPictures();
  const open = (albums: readonly SyntheticAlbum[]): SyntheticBucket => {
    const keys = new ChangingKeys(albums, options.sizes);
    const write = (position: number, encode: Encode) => contentXml(keys.at(position), pictures, encode);
    const contents = options.prepared === true ? preparedContents(keys, write) : writeContents(write);
    return { name: options.bucket, keys, pictures, contents };
  };
  let bucket = open(options.albums);
  let latencyMs = options.latencyMs ?? 0;
  let mostLists = Number.POSITIVE_INFINITY;
  let listsNow = 0;
  let served = 0;
  const server = await listenOnLoopback(async (request, reply) => {
    served++;
    request.resume();
    const isList = request.url?.includes('list-type=2') === true;
    if (isList && listsNow >= mostLists) {
      sendXml(reply, 503, errorXml('SlowDown'));
      return;
    }
    if (isList) listsNow++;
    if (latencyMs > 0) await delay(latencyMs);
    if (isList) listsNow--;
    serve(bucket, request, reply);
  });
  return {
    endpoint: server.endpoint,
    get keys() {
      return bucket.keys;
    },
    requests: () => served,
    setLatency: (ms) => {
      latencyMs = ms;
    },
    setMostLists: (atOnce) => {
      mostLists = atOnce ?? Number.POSITIVE_INFINITY;
    },
    setAlbums: (albums) => {
      bucket = open(albums);
    },
    addGroups: (album, groups) => bucket.keys.add(album, groups),
    removeGroups: (stretch) => bucket.keys.remove(stretch),
    rewriteGroups: (stretch) => bucket.keys.rewrite(stretch),
    stop: server.stop,
  };
}

interface SyntheticBucket {
  name: string;
  keys: ChangingKeys;
  pictures: SyntheticPictures;
  /** The objects of a page. */
  contents(start: number, stop: number, encode: Encode): Buffer[];
}

type Encode = (key: string) => string;
type Write = (position: number, encode: Encode) => string;

const writeContents =
  (write: Write): SyntheticBucket['contents'] =>
  (start, stop, encode) => {
    let contents = '';
    for (let position = start; position < stop; position++) contents += write(position, encode);
    return [Buffer.from(contents)];
  };

/** Written once as long as they are what they were at first. */
function preparedContents(keys: ChangingKeys, write: Write): SyntheticBucket['contents'] {
  const prepared = prepareLists(keys.count, (at) => write(at, encodeKey));
  const written = writeContents(write);
  return (start, stop, encode) =>
    [...keys.runsBetween(start, stop)].flatMap(({ run, from, to }) => {
      if (run.version > 0) return written(from, to, encode);
      const at = keys.positionAtFirst(run, from);
      return prepared(at, at + to - from);
    });
}

function serve(bucket: SyntheticBucket, request: IncomingMessage, reply: ServerResponse): void {
  const url = new URL(request.url ?? '/', 'http://localhost');
  const [, name = '', ...rest] = url.pathname.split('/');
  const key = decodeURIComponent(rest.join('/'));
  reply.setHeader('x-amz-request-id', 'synthetic');
  if (name !== bucket.name) sendXml(reply, 404, errorXml('NoSuchBucket'));
  else if (request.method !== 'GET' && request.method !== 'HEAD') sendXml(reply, 403, errorXml('AccessDenied'));
  else if (key !== '') sendObject(bucket, request, reply, key);
  else if (request.method === 'HEAD') reply.writeHead(200).end();
  else sendXml(reply, 200, listXml(bucket, url.searchParams));
}

function sendObject(bucket: SyntheticBucket, request: IncomingMessage, reply: ServerResponse, key: string): void {
  const object = bucket.keys.find(key);
  if (object === null) {
    sendXml(reply, 404, errorXml('NoSuchKey'));
    return;
  }
  const content = bucket.pictures.of(object);
  reply.writeHead(200, {
    'content-type': 'image/webp',
    'content-length': content.length,
    etag: `"${etagOf(object)}"`,
    'last-modified': new Date(object.modified).toUTCString(),
  });
  reply.end(request.method === 'HEAD' ? undefined : content);
}

function listXml({ name, keys, contents }: SyntheticBucket, query: URLSearchParams): Buffer {
  const prefix = query.get('prefix') ?? '';
  const token = query.get('continuation-token');
  const after = query.get('start-after') ?? '';
  const limit = Math.min(Number(query.get('max-keys') ?? MAX_KEYS), MAX_KEYS);
  const end = prefix === '' ? keys.count : keys.from(`${prefix}\uffff`);
  const begin = token === null ? after : Buffer.from(token, 'base64url').toString();
  const start = Math.max(keys.from(prefix), begin === '' ? 0 : keys.from(`${begin}\0`));
  const stop = Math.min(start + limit, end);
  const encode = query.get('encoding-type') === 'url' ? encodeKey : escapeXml;
  const more = stop < end;
  const head = [
    '<?xml version="1.0" encoding="UTF-8"?><ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">',
    `<Name>${name}</Name><Prefix>${encode(prefix)}</Prefix><KeyCount>${Math.max(stop - start, 0)}</KeyCount>`,
    `<MaxKeys>${limit}</MaxKeys><IsTruncated>${more}</IsTruncated>`,
    query.get('encoding-type') === 'url' ? '<EncodingType>url</EncodingType>' : '',
    more ? `<NextContinuationToken>${tokenOf(keys.at(stop - 1).key)}</NextContinuationToken>` : '',
  ].join('');
  return Buffer.concat([Buffer.from(head), ...contents(start, stop, encode), Buffer.from('</ListBucketResult>')]);
}

function contentXml(object: CurrentObject, pictures: SyntheticPictures, encode: Encode): string {
  const modified = new Date(object.modified).toISOString();
  return `<Contents><Key>${encode(object.key)}</Key><LastModified>${modified}</LastModified><ETag>&quot;${etagOf(object)}&quot;</ETag><Size>${pictures.of(object).length}</Size><StorageClass>STANDARD</StorageClass></Contents>`;
}

/** A list goes on after its last key, whatever came or went meanwhile. */
const tokenOf = (key: string): string => Buffer.from(key).toString('base64url');

/** Like that of a multipart upload, so that nobody takes it for an MD5; every object has its own. */
const etagOf = ({ group, size, version }: CurrentObject): string =>
  `${hex(hash(group, 6))}${hex(hash(group, 7 + version))}${hex(group)}${hex(size.length)}-${size === 'thumbnail' ? 1 : Number(size)}`;

/** As Amazon S3 encodes keys in a list. */
const encodeKey = (key: string): string => encodeURIComponent(key).replaceAll('%2F', '/').replaceAll('%20', '+');

const escapeXml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const errorXml = (code: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>${code}</Message></Error>`;

function sendXml(reply: ServerResponse, status: number, xml: string | Buffer): void {
  reply.writeHead(status, { 'content-type': 'application/xml', 'content-length': Buffer.byteLength(xml) });
  reply.end(xml);
}
