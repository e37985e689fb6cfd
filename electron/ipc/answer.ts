import { type AppError, err, ok, type Result, toAppError } from '../../shared/app-error.ts';
import type { Channel, EventName, Events, Request, Responses } from '../../shared/contract.ts';
import { parseRequest } from './parse-request.ts';
import type { SenderEvent } from './sender.ts';

/** One handler for each channel of the contract; a missing one is a compile error. */
export type Handlers = { [C in Channel]: (request: Request<C>) => Responses[C] | Promise<Responses[C]> };

/** Sends an event to the window; does nothing while there is none. */
export type Emit = <E extends EventName>(event: E, payload: Events[E]) => void;

export interface Gate {
  isOwnPage(event: SenderEvent): boolean;
  /** Told of every refusal and failure, without the argument. */
  onFailure(channel: Channel, error: AppError): void;
}

/**
 * The reply to one message, for any sender and any argument: sender first, then the argument, then the handler. Nothing
 * is ever thrown across.
 */
export async function answer<C extends Channel>(
  channel: C,
  handlers: Handlers | Promise<Handlers>,
  gate: Gate,
  event: SenderEvent,
  raw: unknown,
): Promise<Result<Responses[C]>> {
  const refuse = (error: AppError): Result<Responses[C]> => {
    gate.onFailure(channel, error);
    return err(error);
  };
  if (!gate.isOwnPage(event)) return refuse({ code: 'forbidden-sender' });
  try {
    const request = parseRequest(channel, raw);
    return ok(await (await handlers)[channel](request));
  } catch (thrown) {
    return refuse(toAppError(thrown));
  }
}
