import { IMAGE_SCHEME } from '../shared/image-url.ts';
import { originOf } from './ipc/sender.ts';

/** The only places that a link may open in the person's browser. */
const OUTSIDE_HOSTS = new Set(['docs.aws.amazon.com']);

/** Whether a link may be handed to the system's browser. */
export function mayOpenOutside(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const url = new URL(address);
  return url.protocol === 'https:' && url.username === '' && OUTSIDE_HOSTS.has(url.host);
}

/** Whether the page, or the developer tools in front of it, may ask for an address. */
export function mayRequest(address: string, pageOrigin: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol } = new URL(address);
  // The development server also talks over a web socket.
  const origin = originOf(address)?.replace(/^ws/, 'http');
  return origin === pageOrigin || protocol === `${IMAGE_SCHEME}:` || protocol === 'devtools:';
}
