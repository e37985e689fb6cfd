import { availableParallelism } from 'node:os';
import { type StartHost, startWithNode } from './host-process.ts';
import { HostQueue } from './host-queue.ts';
import type { Pipeline } from './pipeline.ts';

export interface PipelineOptions {
  /** The image host's bundle. */
  hostPath: string;
  /** The plain Node executable that runs it (Linux); null where `startHost` says how. */
  nodePath: string | null;
  /** Pictures in work at once; by default one a core. */
  concurrency?: number;
  /** Goes before `nodePath`: `startAsUtility(utilityProcess)` on macOS and Windows. */
  startHost?: StartHost;
}

function starter({ nodePath, startHost }: PipelineOptions): StartHost {
  if (startHost !== undefined) return startHost;
  if (nodePath === null) throw new Error('expected nodePath or startHost for the image host but received neither');
  return startWithNode(nodePath);
}

/** The picture work of {@link Pipeline}, done in an image host that is started with the first job. */
export function createPipeline(options: PipelineOptions): Pipeline {
  const { hostPath, concurrency = availableParallelism() } = options;
  const queue = new HostQueue({ hostPath, startHost: starter(options), concurrency });
  return {
    inspect: (path, { signal }) => queue.run({ kind: 'inspect', path }, signal),
    makeVariants: (path, outputFolder, { signal }) => queue.run({ kind: 'make-variants', path, outputFolder }, signal),
    convert: (request, { signal }) => queue.run({ kind: 'convert', request }, signal),
    async thumbnail(path, { signal }) {
      const content = await queue.run({ kind: 'thumbnail', path }, signal);
      return Buffer.from(content.buffer, content.byteOffset, content.byteLength);
    },
    close: () => queue.close(),
  };
}
