import { AppFailure } from '../../shared/app-error.ts';
import type { ChannelsOf, HandlerParts } from './handler-parts.ts';

/** Looking at dropped files, and sending them. */
export function uploadHandlers(parts: HandlerParts): ChannelsOf<'upload'> {
  const { connections, dialogs, dragOut, staging, uploads, emit } = parts;
  const stage = (connectionId: string, paths: readonly string[]) => {
    const { catalogue } = connections.get(connectionId);
    return staging.stage(connectionId, paths, {
      catalogue,
      signal: new AbortController().signal,
      onLooked: (looked) => emit('upload/staging', { connectionId, looked }),
    });
  };
  return {
    'upload/pick': async ({ connectionId, what }) => {
      connections.get(connectionId);
      const paths = await dialogs.askSources(what);
      return paths === null ? null : stage(connectionId, paths);
    },
    'upload/stage': ({ connectionId, paths }) => {
      // Our own drag, dropped back into the window.
      if (paths.length > 0 && paths.every(dragOut.holds)) throw new AppFailure({ code: 'cancelled' });
      return stage(connectionId, paths);
    },
    'upload/staged-items': ({ stagingId, from, count }) => staging.items(stagingId, from, count),
    'upload/discard': ({ stagingId }) => {
      staging.discard(stagingId);
      return null;
    },
    'upload/stop-looking': ({ connectionId }) => {
      staging.stop(connectionId);
      return null;
    },
    'upload/start': async ({ stagingId, ...request }) => {
      const staged = staging.files(stagingId);
      const jobId = await uploads.start(connections.get(staged.connectionId), staged, request);
      // Only now: an album that is refused can be mended and tried again.
      staging.discard(stagingId);
      return { jobId };
    },
    'upload/unfinished': async ({ connectionId }) => ({
      uploads: await uploads.countUnfinished(connections.get(connectionId)),
    }),
    'upload/end-unfinished': async ({ connectionId }) => ({
      ended: await uploads.endUnfinished(connections.get(connectionId)),
    }),
  };
}
