import type { Bucket, ListedObject } from '../s3/bucket.ts';
import { fixedCredentials } from '../s3/bucket-credentials.ts';
import { type DemoServer, type DemoServerOptions, startDemoServer } from './demo-server.ts';

/** The embedded server accepts anyone; the SDK wants something to sign with. */
const ANYONE = { accessKeyId: 'demo', secretAccessKey: 'demo' };

export interface Demo {
  /** The demo's bucket; the server is started when first asked for, and again if it died. Throws `internal`. */
  openBucket(options: { signal: AbortSignal }): Promise<Bucket>;
  /** Resolves when all pictures are there. Rejects where the demo was not opened. */
  filled(): Promise<void>;
  /** Draws a picture that is not in the bucket into a new file (JPEG, 2400 x 1600). Rejects where the demo was not opened. */
  drawSource(path: string): Promise<void>;
  close(): void;
}

interface DemoOptions extends Pick<DemoServerOptions, 'serverPath' | 'startProcess' | 'cacheFolder'> {
  /** A group appeared in the demo's bucket: the objects of all its variants. */
  onGroup(objects: ListedObject[]): void;
}

/** The gallery that needs no account: a bucket of drawn pictures on this machine, for as long as the app runs. */
export function createDemo(options: DemoOptions): Demo {
  let server: Promise<DemoServer> | null = null;
  const forget = (): void => {
    server = null;
  };
  const started = (): Promise<DemoServer> => {
    server ??= startDemoServer({ ...options, onEnd: forget });
    return server;
  };
  const running = (): Promise<DemoServer> =>
    server ?? Promise.reject(new Error('expected an open demo but received none'));
  return {
    async openBucket({ signal }) {
      const { endpoint, bucket, region } = await started();
      const { createS3Bucket } = await import('../s3/s3-bucket.ts');
      signal.throwIfAborted();
      const credentials = fixedCredentials(ANYONE);
      return createS3Bucket({ name: bucket, prefix: '', region, endpoint, pathStyle: true, credentials });
    },
    async filled() {
      await (await running()).filled;
    },
    async drawSource(path) {
      await (await running()).drawSource(path);
    },
    close() {
      void server?.then((one) => one.close()).catch(() => undefined);
      forget();
    },
  };
}
