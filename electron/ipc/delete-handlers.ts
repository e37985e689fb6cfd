import { toAppError } from '../../shared/app-error.ts';
import { LOOK_UP_MS } from '../s3/timeouts.ts';
import { startDelete } from '../transfers/delete.ts';
import { startRepair } from '../transfers/repair.ts';
import { startRestore } from '../transfers/restore.ts';
import type { ChannelsOf, HandlerParts } from './handler-parts.ts';

/** Deleting, bringing back what was deleted, and mending what was left in pieces. */
export function deleteHandlers(parts: HandlerParts): ChannelsOf<'delete' | 'deleted' | 'repair'> {
  const { connections, jobs, pipeline, tempFolder, uploads } = parts;
  const partsOf = (connectionId: string) => {
    const { bucket, catalogue } = connections.get(connectionId);
    return { connectionId, bucket, catalogue, jobs };
  };
  return {
    'delete/start': async ({ connectionId, groupIds }) => ({
      jobId: await startDelete(partsOf(connectionId), groupIds),
    }),
    'deleted/kept': async ({ connectionId }) => {
      const { bucket } = connections.get(connectionId);
      try {
        return (await bucket.keepsVersions({ signal: AbortSignal.timeout(LOOK_UP_MS) })) ? 'yes' : 'no';
      } catch (thrown) {
        if (toAppError(thrown).code === 'access-denied') return 'unknown';
        throw thrown;
      }
    },
    'deleted/list': ({ connectionId, cursor }) =>
      connections.get(connectionId).deletedPictures.list(cursor, { signal: AbortSignal.timeout(LOOK_UP_MS) }),
    'deleted/restore': async ({ connectionId, stems }) => {
      const connection = connections.get(connectionId);
      await uploads.spare(connection, stems);
      return { jobId: startRestore({ ...partsOf(connectionId), onLearnt: connection.nameLearnt }, stems) };
    },
    'repair/start': async ({ connectionId, groupIds }) => {
      const connection = connections.get(connectionId);
      const spare = (stems: readonly string[]): Promise<void> => uploads.spare(connection, stems);
      return { jobId: await startRepair({ ...partsOf(connectionId), pipeline, tempFolder, spare }, groupIds) };
    },
  };
}
