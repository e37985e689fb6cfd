import { type AppError, AppFailure, toAppError } from '../../shared/app-error.ts';
import type { VariantSize } from '../../shared/object-key.ts';
import { shownMimes } from './shown-format.ts';
import type { Thumbnails } from './thumbnails.ts';
import type { Variants } from './variants.ts';

/** What of an open connection shows pictures. */
export interface ConnectionImages {
  thumbnails: Thumbnails;
  variants: Variants;
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

interface Address {
  connectionId: string;
  groupId: number;
  /** Null for the tile's thumbnail, wherever it comes from. */
  size: VariantSize | null;
}

const sizeOf = (text: string): VariantSize => (text === 'thumbnail' || text === 'original' ? text : Number(text));

function parseAddress(url: string): Address | null {
  const [, connectionId, group, size] = thumbnailAddress.exec(url) ?? variantAddress.exec(url) ?? [];
  if (connectionId === undefined || group === undefined) return null;
  const groupId = Number(group);
  if (groupId > MAX_GROUP_ID) return null;
  return { connectionId, groupId, size: size === undefined ? null : sizeOf(size) };
}

const missing = new Set<AppError['code']>(['bad-request', 'unknown-connection', 'unknown-group', 'key-vanished']);

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

function answer(body: ReadableStream<Uint8Array> | Buffer, contentType: string, bytes: number): Response {
  if (!shownMimes.has(contentType)) throw new Error(`expected an image type for a picture but received ${contentType}`);
  // The address changes with the bytes.
  const caching = 'private, max-age=31536000, immutable';
  const headers = {
    ...confinement,
    'Content-Type': contentType,
    'Content-Length': String(bytes),
    'Cache-Control': caching,
  };
  return new Response(body as ConstructorParameters<typeof Response>[0], { headers });
}

/**
 * Answers `image://` requests: `image://thumbnail/<connection>/<group>` and `image://variant/<connection>/<group>/<size>`.
 * `resolve` gives what an open connection shows, or null. A failure is a 404 or 502 with `{ error: AppError }`.
 */
export function createImageHandler(
  resolve: (connectionId: string) => ConnectionImages | null,
): (request: Request) => Promise<Response> {
  return async ({ method, url, signal }) => {
    if (method !== 'GET') return refuse({ code: 'bad-request', channel: 'image:', detail: method }, NO_SUCH_METHOD);
    try {
      const address = parseAddress(url);
      if (address === null) throw new AppFailure({ code: 'bad-request', channel: 'image:', detail: 'no such address' });
      const images = resolve(address.connectionId);
      if (images === null) throw new AppFailure({ code: 'unknown-connection' });
      if (address.size === null) {
        const { content, contentType } = await images.thumbnails.thumbnail(address.groupId, signal);
        return answer(content, contentType, content.length);
      }
      const { body, contentType, bytes } = await images.variants.variant(address.groupId, address.size, signal);
      return answer(body, contentType, bytes);
    } catch (thrown) {
      return refuse(toAppError(thrown));
    }
  };
}
