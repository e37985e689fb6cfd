import type { Result } from './app-error.ts';
import type { Channel, EventName, Events, Request, Responses } from './contract.ts';
import type { Staging } from './staging.ts';

/**
 * What the preload puts on the page as `window.contactSheet`: the page's only way to main. `DroppedFile` is the DOM's
 * File, which this folder does not know.
 */
export interface Bridge<DroppedFile> {
  invoke<C extends Channel>(channel: C, request: Request<C>): Promise<Result<Responses[C]>>;
  /** Answers the function that stops listening. */
  on<E extends EventName>(event: E, listener: (payload: Events[E]) => void): () => void;
  /** Looks at dropped files; the preload turns the File objects into paths, the page never sees one. */
  stageDrop(connectionId: string, files: DroppedFile[]): Promise<Result<Staging>>;
}
