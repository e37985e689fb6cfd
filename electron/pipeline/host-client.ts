import { availableParallelism } from 'node:os';
import { type StartHost, startWithNode } from './host-process.ts';
import { HostQueue } from './host-queue.ts';
import type { SentThumbnail } from './messages.ts';
import type { MadeThumbnail, Pipeline } from './pipeline.ts';

interface PipelineOptions {
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

const asMade = ({ content, thumbhash }: SentThumbnail): MadeThumbnail => ({
  content: Buffer.from(content.buffer, content.byteOffset, content.byteLength),
  thumbhash,
});

/** The picture work of {@link Pipeline}, done in an image host that is started with the first job. */
export function createPipeline(options: PipelineOptions): Pipeline {
  const { hostPath, concurrency = availableParallelism() } = options;
  const queue = new HostQueue({ hostPath, startHost: starter(options), concurrency });
  return {
    inspect: (path, { signal }) => queue.run({ kind: 'inspect', path }, signal),
    makeVariants: (path, outputFolder, { signal }) => queue.run({ kind: 'make-variants', path, outputFolder }, signal),
    convert: (request, { signal }) => queue.run({ kind: 'convert', request }, signal),
    estimate: (request, { signal }) => queue.run({ kind: 'estimate', request }, signal),
    thumbnail: async (path, { signal }) => asMade(await queue.run({ kind: 'thumbnail', path }, signal)),
    async embeddedThumbnail(path, { signal }) {
      const sent = await queue.run({ kind: 'embedded-thumbnail', path }, signal);
      return sent === null ? null : asMade(sent);
    },
    close: () => queue.close(),
  };
}
