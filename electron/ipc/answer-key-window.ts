import * as v from 'valibot';
import { type AppError, err, ok, type Result, toAppError } from '../../shared/app-error.ts';
import {
  heightSchema,
  type KeyAnswer,
  type KeyChannel,
  type KeyEntry,
  type KeyQuestion,
  keyChannels,
  keyEntrySchema,
} from '../../shared/key-entry.ts';
import { parseArgument } from './parse-request.ts';
import { isOwnPage, type SenderEvent } from './sender.ts';

export interface KeyWindowParts {
  own: { webContentsId: number; origin: string };
  question: KeyQuestion;
  receive(entry: KeyEntry): Promise<KeyAnswer>;
  cancel(): void;
  fit(height: number): void;
  /** Told of every refusal and failure, without the argument. */
  onFailure(channel: KeyChannel, error: AppError): void;
}

type Answer = KeyQuestion | KeyAnswer | null;

/**
 * The reply to one message of the key window, for any sender and any argument: sender first, then the argument. Nothing is
 * ever thrown across, and nothing that was typed goes back.
 */
export async function answerKeyWindow(
  channel: KeyChannel,
  parts: KeyWindowParts,
  event: SenderEvent,
  raw: unknown,
): Promise<Result<Answer>> {
  const refuse = (error: AppError): Result<Answer> => {
    parts.onFailure(channel, error);
    return err(error);
  };
  if (!isOwnPage(event, parts.own)) return refuse({ code: 'forbidden-sender' });
  try {
    return ok(await reply(channel, parts, raw));
  } catch (thrown) {
    return refuse(toAppError(thrown));
  }
}

async function reply(channel: KeyChannel, parts: KeyWindowParts, raw: unknown): Promise<Answer> {
  switch (channel) {
    case keyChannels.submit:
      return parts.receive(parseArgument(channel, keyEntrySchema, raw));
    case keyChannels.fit:
      parts.fit(parseArgument(channel, heightSchema, raw));
      return null;
    case keyChannels.question:
      parseArgument(channel, v.undefined(), raw);
      return parts.question;
    case keyChannels.cancel:
      parseArgument(channel, v.undefined(), raw);
      parts.cancel();
      return null;
  }
}
