/** A bare object store on loopback in a process of its own, quick enough not to be what a bench of its clients measures. */
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

interface Kept {
  content: Buffer;
  etag: string;
  headers: Record<string, string>;
}

const objects = new Map<string, Kept>();
/** Keys of one page of a list. */
const PAGE = 1_000;
const LAST_MODIFIED = new Date('2026-01-01T00:00:00Z').toUTCString();

/** `x-amz-meta-*` and the type, which GET gives back. */
function keptHeaders({ headers }: IncomingMessage): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (typeof value === 'string' && (name.startsWith('x-amz-meta-') || name === 'content-type')) kept[name] = value;
  }
  return kept;
}

/** The bytes of a put; chunks of `aws-chunked` (what the SDK makes of a checksum trailer) are unwrapped. */
function contentOf(request: IncomingMessage, body: Buffer): Buffer {
  if (!(request.headers['content-encoding'] ?? '').includes('aws-chunked')) return body;
  const parts: Buffer[] = [];
  for (let at = 0; at < body.length; ) {
    const lineEnd = body.indexOf('\r\n', at);
    const size = Number.parseInt(body.toString('latin1', at, lineEnd), 16);
    if (!(size > 0)) break;
    parts.push(body.subarray(lineEnd + 2, lineEnd + 2 + size));
    at = lineEnd + 2 + size + 2;
  }
  return Buffer.concat(parts);
}

function put(request: IncomingMessage, response: ServerResponse, path: string): void {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const content = contentOf(request, Buffer.concat(chunks));
    const etag = `"${createHash('md5').update(content).digest('hex')}"`;
    objects.set(path, { content, etag, headers: keptHeaders(request) });
    response.writeHead(200, { 'x-amz-request-id': '1', etag, 'content-length': '0' }).end();
  });
}

function get(request: IncomingMessage, response: ServerResponse, path: string): void {
  request.resume();
  const found = objects.get(path);
  if (found === undefined) {
    response.writeHead(404, { 'x-amz-request-id': '1', 'content-type': 'application/xml' });
    response.end('<Error><Code>NoSuchKey</Code></Error>');
    return;
  }
  const { content, etag, headers } = found;
  const head = { 'content-length': content.length, etag, 'last-modified': LAST_MODIFIED, 'x-amz-request-id': '1' };
  response.writeHead(200, { ...head, ...headers }).end(request.method === 'HEAD' ? undefined : content);
}

/** One page of a list: what aws-cli asks for before it copies a prefix. */
function list(response: ServerResponse, bucket: string, query: URLSearchParams): void {
  const root = `${bucket.replace(/\/$/, '')}/`;
  const prefix = query.get('prefix') ?? '';
  const after = query.get('continuation-token') ?? '';
  const keys = [...objects.keys()]
    .filter((path) => path.startsWith(root + prefix))
    .map((path) => path.slice(root.length))
    .sort()
    .filter((key) => key > after);
  const page = keys.slice(0, PAGE);
  const contents = page.map((key) => {
    const { content, etag } = objects.get(root + key) ?? { content: Buffer.alloc(0), etag: '' };
    return `<Contents><Key>${key}</Key><LastModified>2026-01-01T00:00:00.000Z</LastModified><ETag>${etag}</ETag><Size>${content.length}</Size></Contents>`;
  });
  const more = keys.length > page.length;
  const next = more ? `<NextContinuationToken>${page.at(-1)}</NextContinuationToken>` : '';
  response.writeHead(200, { 'content-type': 'application/xml', 'x-amz-request-id': '1' });
  response.end(`<ListBucketResult><IsTruncated>${more}</IsTruncated>${next}${contents.join('')}</ListBucketResult>`);
}

const server = createServer((request, response) => {
  const [path = '', query = ''] = (request.url ?? '').split('?', 2);
  const asked = new URLSearchParams(query);
  if (asked.get('list-type') === '2') list(response, path, asked);
  else if (request.method === 'PUT') put(request, response, path);
  else get(request, response, path);
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (typeof address === 'object' && address !== null) process.send?.(`http://127.0.0.1:${address.port}`);
});
process.on('disconnect', () => process.exit(0));
