import type { ChannelsOf, HandlerParts } from './handler-parts.ts';

/** Dragging pictures out of the window. */
export function dragOutHandlers(parts: HandlerParts): ChannelsOf<'drag-out'> {
  return {};
}
