import { AppFailure } from '../../shared/app-error.ts';
import { type FormatId, formatIds, imageFormats } from '../../shared/image-format.ts';
import { sniff } from '../pipeline/sniff.ts';

/**
 * The format of stored bytes by their content: what a server says of its objects is never passed on. Throws `AppFailure`
 * `not-an-image` or `unsupported-image` (an SVG or a page under a picture's name).
 */
export function storedFormat(content: Buffer, name: string): FormatId {
  const sniffed = sniff(content);
  if (sniffed === null) throw new AppFailure({ code: 'not-an-image', name });
  if (sniffed.kind === 'unsupported') throw new AppFailure({ code: 'unsupported-image', name, format: sniffed.label });
  return sniffed.format;
}

/** The Content-Type under which the page may show a format, or null where it has to be converted first. */
export const shownAs = (format: FormatId): string | null =>
  imageFormats[format].shownByBrowser ? imageFormats[format].mime : null;

/** Every Content-Type that {@link shownAs} gives: never SVG, never a page. */
export const shownMimes: ReadonlySet<string> = new Set(formatIds.flatMap((id) => shownAs(id) ?? []));
