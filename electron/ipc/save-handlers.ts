import { AppFailure } from '../../shared/app-error.ts';
import type { SaveOutcome } from '../../shared/contract.ts';
import type { ChannelsOf, HandlerParts } from './handler-parts.ts';

/** Saving pictures to this computer. */
export function saveHandlers({ connections, dialogs, jobs, saves }: HandlerParts): ChannelsOf<'save'> {
  const outcome = async (jobId: string): Promise<SaveOutcome> => {
    const { state, error, savedPath, bytesDone } = await jobs.ended(jobId);
    if (state === 'succeeded' && savedPath !== null) return { kind: 'saved', jobId, path: savedPath, bytes: bytesDone };
    throw new AppFailure(error ?? { code: 'cancelled' });
  };
  return {
    'save/prepare': ({ connectionId, ...request }) => saves.prepare(request, connections.get(connectionId)),
    'save/discard': ({ resultId }) => {
      saves.discard(resultId);
      return null;
    },
    'save/write': async ({ resultId }) => {
      const path = await dialogs.askSavePath(saves.suggestedName(resultId));
      return path === null ? { kind: 'dismissed' } : outcome(saves.write(resultId, path));
    },
    'save/object': async ({ connectionId, key }) => {
      const connection = connections.get(connectionId);
      const path = await dialogs.askSavePath(saves.suggestedObjectName(key));
      return path === null ? { kind: 'dismissed' } : outcome(saves.saveObject(connection, key, path));
    },
  };
}
