import { type AppError, AppFailure, toAppError } from '../../shared/app-error.ts';
import { imageFormats } from '../../shared/image-format.ts';
import type { VariantSize } from '../../shared/object-key.ts';
import { takeTurn } from '../turns.ts';
import type { DeletedPictures } from './deleted-pictures.ts';
import type { ShowResult } from './results.ts';
import type { ShownVariant } from './shown-body.ts';
import { shownMimes } from './shown-format.ts';
import type { Thumbnails } from './thumbnails.ts';
import type { Variants } from './variants.ts';

/** What of an open connection shows pictures. */
export interface ConnectionImages {
  thumbnails: Thumbnails;
  variants: Variants;
  deletedPictures: DeletedPictures;
}

const MAX_GROUP_ID = 0xffff_ffff;
const NOT_FOUND = 404;
const NO_SUCH_METHOD = 405;
const BAD_GATEWAY = 502;

/** The only addresses there are, as `shared/contract.ts` makes them. Matched before anything is decoded or resolved. */
const version = String.raw`(?:\?v=[\w.!~*'()%-]{0,512})?`;
const thumbnailAddress = new RegExp(String.raw`^image://thumbnail/([\w-]{1,64})/(\d{1,10})${version}$`);
const variantAddress = new RegExp(
  String.raw`^image://variant/([\w-]{1,64})/(\d{1,10})/(thumbnail|original|[1-9]\d{0,8})${version}$`,
);

/** A stem is at most 1,024 bytes, each of which may take three characters. */
const deletedAddress = new RegExp(String.raw`^image://deleted/([\w-]{1,64})/([\w.!~*'()%-]{1,3072})${version}$`);
const resultAddress = /^image:\/\/result\/([\w-]{1,64})$/;

type Address =
  /** `size` null for the tile's thumbnail, wherever it comes from. */
  | { kind: 'group'; connectionId: string; groupId: number; size: VariantSize | null }
  | { kind: 'deleted'; connectionId: string; stem: string }
  | { kind: 'result'; resultId: string };

const sizeOf = (text: string): VariantSize => (text === 'thumbnail' || text === 'original' ? text : Number(text));

function parseAddress(url: string): Address | null {
  const [, resultId] = resultAddress.exec(url) ?? [];
  if (resultId !== undefined) return { kind: 'result', resultId };
  const [, deletedFrom, stem] = deletedAddress.exec(url) ?? [];
  if (deletedFrom !== undefined && stem !== undefined) return deletedAt(deletedFrom, stem);
  const [, connectionId, group, size] = thumbnailAddress.exec(url) ?? variantAddress.exec(url) ?? [];
  if (connectionId === undefined || group === undefined) return null;
  const groupId = Number(group);
  if (groupId > MAX_GROUP_ID) return null;
  return { kind: 'group', connectionId, groupId, size: size === undefined ? null : sizeOf(size) };
}

/** Null for what is no encoded text. */
function deletedAt(connectionId: string, encoded: string): Address | null {
  try {
    return { kind: 'deleted', connectionId, stem: decodeURIComponent(encoded) };
  } catch {
    return null;
  }
}

/** One for all: a window that is scrolled gives up many, and to make an error of each takes longer than to end its work. */
const givenUp = new DOMException('the page no longer wants it', 'AbortError');

const missing = new Set<AppError['code']>([
  'bad-request',
  'unknown-connection',
  'unknown-group',
  'key-vanished',
  'result-expired',
]);

/** Nothing in an answer may run, be taken for another type, or reach out. */
const confinement = {
  'X-Content-Type-Options': 'nosniff',
  'Content-Security-Policy': "default-src 'none'; sandbox",
  'Cross-Origin-Resource-Policy': 'cross-origin',
};

function refuse(error: AppError, status = missing.has(error.code) ? NOT_FOUND : BAD_GATEWAY): Response {
  const headers = { ...confinement, 'Content-Type': 'application/json', 'Cache-Control': 'no-store' };
  return new Response(JSON.stringify({ error }), { status, headers });
}

/** The address of a group's picture changes with its bytes; that of a result leads nowhere once the result is given up. */
const caching = {
  group: { 'Cache-Control': 'private, max-age=31536000, immutable' },
  deleted: { 'Cache-Control': 'private, max-age=31536000, immutable' },
  result: { 'Cache-Control': 'no-store' },
} as const satisfies Record<Address['kind'], object>;

function expectImage({ contentType }: ShownVariant): void {
  if (!shownMimes.has(contentType)) throw new Error(`expected an image type for a picture but received ${contentType}`);
}

function answer(picture: ShownVariant, kind: Address['kind']): Response {
  expectImage(picture);
  const { body, contentType, bytes } = picture;
  const headers = { ...confinement, ...caching[kind], 'Content-Type': contentType, 'Content-Length': String(bytes) };
  return new Response(body as ConstructorParameters<typeof Response>[0], { headers });
}

/** Chromium tells an image's format by its bytes; every body was looked at before it comes here. */
const TYPE_AHEAD = imageFormats.webp.mime;

/**
 * An answer whose body begins when the picture is here. Electron never aborts the signal of a request; only once an answer
 * has begun does it end the body when the page no longer wants it (Electron 33, `shell/browser/net/node_stream_loader.cc`).
 */
function answerAhead(work: Promise<ShownVariant>, kind: Address['kind'], giveUp: () => void): Response {
  const begun = work.then((picture) => {
    expectImage(picture);
    return Buffer.isBuffer(picture.body) ? picture.body : picture.body.getReader();
  });
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const source = await begun;
      if (Buffer.isBuffer(source)) {
        controller.enqueue(source);
        controller.close();
        return;
      }
      const { value, done } = await source.read();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    cancel() {
      giveUp();
      begun.then((source) => (Buffer.isBuffer(source) ? undefined : source.cancel())).catch(() => undefined);
    },
  });
  const headers = { ...confinement, ...caching[kind], 'Content-Type': TYPE_AHEAD };
  return new Response(body as ConstructorParameters<typeof Response>[0], { headers });
}

/** Whether work needs nothing that takes its time: what is in memory or in the cache is here by then. */
const isAtHand = (work: Promise<unknown>): Promise<boolean> =>
  Promise.race([
    work.then(
      () => true,
      () => true,
    ),
    new Promise<boolean>((resolve) => setImmediate(resolve, false)),
  ]);

type GroupAddress = Extract<Address, { kind: 'group' }>;

async function showGroup(address: GroupAddress, images: ConnectionImages, signal: AbortSignal): Promise<ShownVariant> {
  if (address.size !== null) return images.variants.variant(address.groupId, address.size, signal);
  const { content, contentType } = await images.thumbnails.thumbnail(address.groupId, signal);
  return { body: content, contentType, bytes: content.length };
}

/** Where pictures come from. */
export interface ImageSources {
  /** What an open connection shows, or null. */
  connection(connectionId: string): ConnectionImages | null;
  result: ShowResult;
}

/** What an address leads to. Throws `unknown-connection` at once. */
function sourceOf(address: Address, sources: ImageSources): (signal: AbortSignal) => Promise<ShownVariant> {
  if (address.kind === 'result') return (signal) => sources.result(address.resultId, signal);
  const images = sources.connection(address.connectionId);
  if (images === null) throw new AppFailure({ code: 'unknown-connection' });
  if (address.kind === 'deleted') return (signal) => images.deletedPictures.picture(address.stem, { signal });
  return (signal) => showGroup(address, images, signal);
}

/**
 * Answers `image://` requests: `image://thumbnail/<connection>/<group>`, `image://variant/<connection>/<group>/<size>`,
 * `image://deleted/<connection>/<stem>` and `image://result/<result>`. A failure is a 404 or 502 with `{ error: AppError }`; where the answer had begun, its body
 * breaks off. What the page gives up is given up down to the server.
 */
export function createImageHandler(sources: ImageSources): (request: Request) => Promise<Response> {
  return async ({ method, url }) => {
    if (method !== 'GET') return refuse({ code: 'bad-request', channel: 'image:', detail: method }, NO_SUCH_METHOD);
    try {
      const address = parseAddress(url);
      if (address === null) throw new AppFailure({ code: 'bad-request', channel: 'image:', detail: 'no such address' });
      const show = sourceOf(address, sources);
      // A window that turns a page asks for all of its pictures at once: what is short goes between their answers.
      await takeTurn();
      const wanted = new AbortController();
      const work = show(wanted.signal);
      if (await isAtHand(work)) return answer(await work, address.kind);
      return answerAhead(work, address.kind, () => wanted.abort(givenUp));
    } catch (thrown) {
      return refuse(toAppError(thrown));
    }
  };
}
