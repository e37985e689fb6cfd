import { AppFailure } from '../../shared/app-error.ts';
import { forgettingVanished } from '../catalogue/forgetting-vanished.ts';
import type { Pipeline } from '../pipeline/pipeline.ts';
import { type Downloads, wantedVariant } from './downloads.ts';
import type { PrepareRequest, SaveConnection } from './prepare-result.ts';

/** How large results will be, told before they are made. */
export interface Estimates {
  /** Throws what fetching the variant and reading it throw; `cancelled` where it is discarded, or asked for anew, meanwhile. */
  estimate(request: PrepareRequest, connection: SaveConnection): Promise<{ bytes: number }>;
  discard(resultId: string): void;
  discardAll(connectionId: string): void;
}

export function createEstimates({ downloads, pipeline }: { downloads: Downloads; pipeline: Pipeline }): Estimates {
  const underWay = new Map<string, { connectionId: string; controller: AbortController }>();
  const discard = (resultId: string): void => {
    underWay.get(resultId)?.controller.abort();
    underWay.delete(resultId);
  };
  return {
    async estimate(request, connection) {
      discard(request.resultId);
      const { connectionId } = connection.summary;
      const one = { connectionId, controller: new AbortController() };
      underWay.set(request.resultId, one);
      try {
        return await estimateResult({ downloads, pipeline }, request, connection, one.controller.signal);
      } catch (thrown) {
        throw one.controller.signal.aborted ? new AppFailure({ code: 'cancelled' }, { cause: thrown }) : thrown;
      } finally {
        if (underWay.get(request.resultId) === one) underWay.delete(request.resultId);
      }
    },
    discard,
    discardAll(connectionId) {
      for (const [resultId, one] of [...underWay]) if (one.connectionId === connectionId) discard(resultId);
    },
  };
}

async function estimateResult(
  { downloads, pipeline }: { downloads: Downloads; pipeline: Pipeline },
  { groupId, size, choice }: PrepareRequest,
  { summary, bucket, catalogue }: SaveConnection,
  signal: AbortSignal,
): Promise<{ bytes: number }> {
  const [group, variants] = await Promise.all([catalogue.group(groupId), catalogue.variants(groupId)]);
  const variant = variants.find((each) => each.size === size);
  if (variant === undefined) throw new AppFailure({ code: 'unknown-group' });
  if (choice.kind === 'as-stored') return { bytes: variant.bytes };
  const wanted = wantedVariant(summary.connectionId, group, variant);
  // The same transfer that the result is made from.
  const download = await forgettingVanished(catalogue, () => downloads.get(bucket, wanted, { signal }));
  try {
    const { format, quality, metadata } = choice;
    return await pipeline.estimate({ inputPath: download.path, format, quality, metadata }, { signal });
  } finally {
    download.release();
  }
}
