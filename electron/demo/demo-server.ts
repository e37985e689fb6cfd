import { AppFailure } from '../../shared/app-error.ts';
import type { HostProcess, StartHost } from '../pipeline/host-process.ts';
import type { ListedObject } from '../s3/bucket.ts';
import type { MainMessage, ServerMessage } from './server-messages.ts';

/** The running demo server. Its bucket takes any credentials. */
export interface DemoServer {
  /** `http://127.0.0.1:<port>` */
  endpoint: string;
  bucket: string;
  region: string;
  /** Resolves when all pictures are in the bucket; rejects with an `AppFailure` where the drawing broke off. */
  filled: Promise<void>;
  /** Draws a picture that is not in the bucket into a new file (JPEG, 2400 x 1600). */
  drawSource(path: string): Promise<void>;
  close(): void;
}

export interface DemoServerOptions {
  /** The bundle of `server-process.ts`. */
  serverPath: string;
  /** `startWithNode(nodePath)` on Linux, `startAsUtility(utilityProcess)` elsewhere. */
  startProcess: StartHost;
  cacheFolder: string;
  /** Called with the objects of every group as it appears in the bucket, the thumbnail last. */
  onGroup(objects: ListedObject[]): void;
  /** The process ended without having been closed. */
  onEnd(): void;
}

/** Starts the demo's process. Resolves as soon as its server answers; the pictures follow. Throws `internal`. */
export function startDemoServer(options: DemoServerOptions): Promise<DemoServer> {
  const { serverPath, startProcess, cacheFolder, onGroup, onEnd } = options;
  return new Promise((resolve, reject) => {
    let child: HostProcess | null = null;
    const drawings = new Map<string, () => void>();
    const drawSource = (path: string): Promise<void> =>
      new Promise((drawn, failed) => {
        drawings.set(path, drawn);
        filled.catch(failed);
        child?.send({ kind: 'draw', path } satisfies MainMessage);
      });
    let settleFilled: { resolve(): void; reject(reason: AppFailure): void } | null = null;
    const filled = new Promise<void>((resolveFilled, rejectFilled) => {
      settleFilled = { resolve: resolveFilled, reject: rejectFilled };
    });
    // Nobody need wait for it.
    filled.catch(() => undefined);
    const fail = (detail: string): void => {
      const failure = new AppFailure({ code: 'internal', detail: `the demo's server ended: ${detail}` });
      settleFilled?.reject(failure);
      reject(failure);
    };
    const message = (raw: unknown): void => {
      const told = raw as ServerMessage;
      if (told.kind === 'listening') {
        const { endpoint, bucket, region } = told;
        resolve({ endpoint, bucket, region, filled, drawSource, close: () => child?.kill() });
      } else if (told.kind === 'group') onGroup(told.objects);
      else if (told.kind === 'filled') settleFilled?.resolve();
      else if (told.kind === 'drawn') drawings.get(told.path)?.();
      else fail(told.detail);
    };
    const exit = (detail: string): void => {
      fail(detail);
      onEnd();
    };
    child = startProcess(serverPath, { message, exit });
    child.send({ kind: 'start', cacheFolder } satisfies MainMessage);
  });
}
