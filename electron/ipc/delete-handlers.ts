import { startDelete } from '../transfers/delete.ts';
import type { ChannelsOf, HandlerParts } from './handler-parts.ts';

/** Deleting, bringing back what was deleted, and mending what was left in pieces. */
export function deleteHandlers({ connections, jobs }: HandlerParts): ChannelsOf<'delete' | 'deleted' | 'repair'> {
  return {
    'delete/start': async ({ connectionId, groupIds }) => {
      const { bucket, catalogue } = connections.get(connectionId);
      return { jobId: await startDelete({ connectionId, bucket, catalogue, jobs }, groupIds) };
    },
  };
}
