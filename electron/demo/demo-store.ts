import { buildApp } from 'fauxqs';
import { S3Store } from '../../node_modules/fauxqs/dist/s3/s3Store.js';
import { SnsStore } from '../../node_modules/fauxqs/dist/sns/snsStore.js';
import { SqsStore } from '../../node_modules/fauxqs/dist/sqs/sqsStore.js';
import type { ListedObject } from '../s3/bucket.ts';

const LOOPBACK = '127.0.0.1';
/** What may stand in a header; anything else would end the reply. */
const HEADER_TEXT = /^[\x20-\x7e]+$/;
export const DEMO_BUCKET = 'contact-sheet-demo';
export const DEMO_REGION = 'us-east-1';

interface DemoObject {
  key: string;
  content: Buffer;
  contentType: string;
  metadata: Record<string, string>;
  /** Ms since the epoch. */
  modified: number;
}

export interface DemoStore {
  /** `http://127.0.0.1:<port>` */
  endpoint: string;
  /** Puts an object with a date of its own, which no client could: the embedded server's memory is at hand. */
  put(object: DemoObject): ListedObject;
  close(): Promise<void>;
}

/** What of the embedded server’s reply is used here. */
interface Reply {
  statusCode: number;
  header(name: string, value: string): unknown;
}

/** Starts the embedded S3 server with one empty bucket, on a free port that only this machine reaches. */
export async function openDemoStore(): Promise<DemoStore> {
  const s3Store = new S3Store();
  s3Store.createBucket(DEMO_BUCKET);
  const stores = { s3Store, snsStore: new SnsStore(), sqsStore: new SqsStore() };
  const app = buildApp({ logger: false, host: LOOPBACK, defaultRegion: DEMO_REGION, stores });
  // As S3 does (GetObject), so that a link to a demo picture downloads under its name as well.
  app.addHook('onSend', async ({ url }: { url: string }, reply: Reply) => {
    const disposition = dispositionAsked(url);
    if (disposition !== null && reply.statusCode < 300) reply.header('content-disposition', disposition);
  });
  const endpoint = await app.listen({ port: 0, host: LOOPBACK });
  return {
    endpoint,
    put({ key, content, contentType, metadata, modified }) {
      const stored = s3Store.putObject(DEMO_BUCKET, key, content, contentType, metadata);
      stored.lastModified = new Date(modified);
      return { key, bytes: content.length, modified, etag: stored.etag.replaceAll('"', '') };
    },
    close: () => app.close(),
  };
}

function dispositionAsked(url: string): string | null {
  const asked = new URL(url, `http://${LOOPBACK}`).searchParams.get('response-content-disposition');
  return asked !== null && HEADER_TEXT.test(asked) ? asked : null;
}
