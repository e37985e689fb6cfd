import { readFile } from 'node:fs/promises';
import path from 'node:path';

/** The page's own scheme: a real origin of its own, unlike file:, which every local page shares. */
export const PAGE_SCHEME = 'app';
const PAGE_ORIGIN = `${PAGE_SCHEME}://contact-sheet`;
const MAIN_PAGE = '/index.html';
const KEY_PAGE = '/key-window/index.html';
export const PAGE_URL = `${PAGE_ORIGIN}${MAIN_PAGE}`;

/** The key window's page, from where the main window's comes: the app's own scheme, or the development server. */
export const keyPageUrl = (developmentPage: string | undefined): string =>
  `${developmentPage?.replace(/\/$/, '') ?? PAGE_ORIGIN}${KEY_PAGE}`;

/** Nothing but the app's own files, and pictures through `image:`. No inline script or style, no eval, no network. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "font-src 'self'",
  "img-src 'self' image:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-src 'none'",
  "frame-ancestors 'none'",
  "object-src 'none'",
].join('; ');

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.woff2': 'font/woff2',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
};

/** Serves the built renderer from `folder` under {@link PAGE_ORIGIN}: 404 for anything that is not a file of its. */
export function createPageHandler(folder: string): (request: { url: string; method: string }) => Promise<Response> {
  return async ({ url, method }) => {
    const file = fileOf(folder, url);
    const type = file === null ? undefined : CONTENT_TYPES[path.extname(file)];
    if (method !== 'GET' || file === null || type === undefined) return new Response(null, { status: 404 });
    try {
      const content = await readFile(file);
      return new Response(new Uint8Array(content), {
        headers: {
          'Content-Type': type,
          'Content-Security-Policy': CONTENT_SECURITY_POLICY,
          'X-Content-Type-Options': 'nosniff',
          'Cross-Origin-Opener-Policy': 'same-origin',
        },
      });
    } catch {
      return new Response(null, { status: 404 });
    }
  };
}

/** The file that an address names inside `folder`, or null where it would lie outside or belongs to another host. */
function fileOf(folder: string, address: string): string | null {
  const url = new URL(address);
  if (`${url.protocol}//${url.host}` !== PAGE_ORIGIN) return null;
  let decoded: string;
  try {
    decoded = decodeURIComponent(url.pathname);
  } catch {
    return null;
  }
  const file = path.resolve(folder, `.${decoded}`);
  return file.startsWith(folder + path.sep) ? file : null;
}
