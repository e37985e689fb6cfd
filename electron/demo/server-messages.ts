import type { ListedObject } from '../s3/bucket.ts';

/** The one thing that main tells the demo's process. */
export interface StartMessage {
  kind: 'start';
  /** Where made pictures are kept for the next start. */
  cacheFolder: string;
}

/** What the demo's process tells main, in this order: `listening`, then `group` for each picture, then `filled`. */
export type ServerMessage =
  | { kind: 'listening'; endpoint: string; bucket: string; region: string }
  | { kind: 'group'; objects: ListedObject[] }
  | { kind: 'filled' }
  | { kind: 'failed'; detail: string };
