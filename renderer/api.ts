import type { Result } from '../shared/app-error.ts';
import type { Bridge } from '../shared/bridge.ts';
import type { Channel, EventName, Events, Request, Responses } from '../shared/contract.ts';
import type { Staging } from '../shared/staging.ts';

declare global {
  interface Window {
    readonly contactSheet: Bridge<File>;
  }
}

/** Asks main. Never throws: what goes wrong is the result's error. */
export async function invoke<C extends Channel>(channel: C, request: Request<C>): Promise<Result<Responses[C]>> {
  try {
    return await window.contactSheet.invoke(channel, request);
  } catch (thrown) {
    return {
      ok: false,
      error: { code: 'internal', detail: thrown instanceof Error ? thrown.message : String(thrown) },
    };
  }
}

/** Listens to an event of main; answers the function that stops listening. */
export const listen = <E extends EventName>(event: E, listener: (payload: Events[E]) => void): (() => void) =>
  window.contactSheet.on(event, listener);

/** Hands dropped files to main, which looks at their content. */
export const stageDrop = (connectionId: string, files: File[]): Promise<Result<Staging>> =>
  window.contactSheet.stageDrop(connectionId, files);
