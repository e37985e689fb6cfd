import type { ListedObject } from '../s3/bucket.ts';

/** What main tells the demo's process: `start` once, then what it wants drawn. */
export type MainMessage =
  /** `cacheFolder`: where made pictures are kept for the next start. */
  | { kind: 'start'; cacheFolder: string }
  /** Draws a picture that is not in the bucket into a new file. */
  | { kind: 'draw'; path: string };

/** What the demo's process tells main: `listening`, then `group` for each picture, then `filled`; `drawn` when asked. */
export type ServerMessage =
  | { kind: 'listening'; endpoint: string; bucket: string; region: string }
  | { kind: 'group'; objects: ListedObject[] }
  | { kind: 'filled' }
  | { kind: 'drawn'; path: string }
  | { kind: 'failed'; detail: string };
