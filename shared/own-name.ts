import { AppFailure } from './app-error.ts';
import { MAX_ENCODED_NAME_BYTES } from './object-metadata.ts';

/** Why a text cannot be a picture's name. */
type NameProblem = 'too-long' | 'control-characters';

const CONTROL = /[\p{Cc}\p{Zl}\p{Zp}\p{Surrogate}]/u;

/** A name as it is kept: composed (NFC), without blanks around it. */
export const tidyName = (text: string): string => text.normalize('NFC').trim();

/** What keeps a tidied text from being a name; null where nothing does. A name has to fit an object's metadata too. */
export function nameProblem(name: string): NameProblem | null {
  if (CONTROL.test(name)) return 'control-characters';
  return encodeURIComponent(name).length > MAX_ENCODED_NAME_BYTES ? 'too-long' : null;
}

/** A name of the person's own as it is kept, null for none. Throws `bad-request` for what cannot be one. */
export function readOwnName(text: string | null): string | null {
  const name = tidyName(text ?? '');
  const problem = nameProblem(name);
  if (problem !== null) throw new AppFailure({ code: 'bad-request', channel: 'names/edit', detail: problem });
  return name === '' ? null : name;
}
