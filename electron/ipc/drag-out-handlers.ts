import type { ChannelsOf, HandlerParts } from './handler-parts.ts';

/** Dragging pictures out of the window. */
export function dragOutHandlers(parts: HandlerParts): ChannelsOf<'drag-out'> {
  const { connections, dragOut, settings, startDrag } = parts;
  return {
    'drag-out/prepare': ({ connectionId, ...request }) =>
      dragOut.prepare({ ...request, form: settings.get().dragOutAs }, connections.get(connectionId)),
    'drag-out/start': async ({ dragId }) => {
      await startDrag(dragOut.take(dragId));
      return null;
    },
    'drag-out/discard': ({ dragId }) => {
      dragOut.discard(dragId);
      return null;
    },
  };
}
