import { AppFailure } from '../../shared/app-error.ts';
import type { FormatId } from '../../shared/image-format.ts';
import { imageFormats } from '../../shared/image-format.ts';
import { JOB_SECONDS, MAX_PIXELS } from './limits.ts';

const firstLine = (message: string): string => message.split('\n', 1)[0] ?? '';
const textOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.message : String(thrown));

/** What a failure of sharp while decoding the picture `name` means; it tells its causes apart by message only. */
export function decodingFailure(thrown: unknown, name: string): AppFailure {
  if (thrown instanceof AppFailure) return thrown;
  const detail = firstLine(textOf(thrown));
  if (/exceeds pixel limit/i.test(detail)) {
    return new AppFailure({ code: 'image-too-large', name, limit: 'pixels', max: MAX_PIXELS }, { cause: thrown });
  }
  if (/^timeout:/i.test(detail)) {
    return new AppFailure({ code: 'image-too-large', name, limit: 'seconds', max: JOB_SECONDS }, { cause: thrown });
  }
  return new AppFailure({ code: 'damaged-image', name, detail }, { cause: thrown });
}

const encoderMessage = /too large for the|(?:jpeg|png|webp|heif|tiff|gif|cgif|spng)save|save_buffer|encode/i;

/** The same where decoding and encoding run as one: what the encoder could not do is told from a damaged picture. */
export function convertingFailure(thrown: unknown, name: string, format: FormatId): AppFailure {
  if (thrown instanceof AppFailure) return thrown;
  const detail = firstLine(textOf(thrown));
  if (!encoderMessage.test(textOf(thrown))) return decodingFailure(thrown, name);
  return new AppFailure({ code: 'cannot-encode', format: imageFormats[format].label, detail }, { cause: thrown });
}

/** The failure with the picture's own name in place of its local file's. */
export function namedAs(name: string, thrown: unknown): unknown {
  if (!(thrown instanceof AppFailure) || !('name' in thrown.error)) return thrown;
  return new AppFailure({ ...thrown.error, name }, { cause: thrown });
}

/** Ends a job that was given up. */
export function throwIfCancelled(signal: AbortSignal): void {
  if (signal.aborted) throw new AppFailure({ code: 'cancelled' });
}
