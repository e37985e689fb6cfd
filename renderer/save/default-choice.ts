import { type FormatId, formatOfExtension } from '../../shared/image-format.ts';
import type { GroupDetails, Variant } from '../../shared/pictures.ts';
import { wholePictures } from '../viewer/choose-variant.ts';

/** What a person asks of a save beside its size: the stored bytes untouched, or a format. */
export type FormatChoice = 'as-stored' | FormatId;

/** The extension of a key, without its dot and as it is written; empty where there is none. */
export function extensionOfKey(key: string): string {
  const base = key.slice(key.lastIndexOf('/') + 1);
  const dot = base.lastIndexOf('.');
  return dot > 0 ? base.slice(dot + 1) : '';
}

/** The format that a variant is stored in, by its key; null where the key tells of none that is known. */
export const storedFormat = (variant: Pick<Variant, 'key'>): FormatId | null =>
  formatOfExtension(extensionOfKey(variant.key));

/** Sizes that can be saved, largest first: all but the thumbnail, which stands in only where nothing else is left. */
export const savableVariants = (group: Pick<GroupDetails, 'variants'>): Variant[] => wholePictures(group);

/**
 * The format to start with: that of the original file's extension (from metadata or an imported table) if it can be
 * written, for a foreign image its key's, else PNG. Where the chosen variant is already stored in it, the stored bytes
 * are that file without the loss of another encoding, so `as-stored` is the answer.
 */
export function defaultChoice(
  group: Pick<GroupDetails, 'originalExtension' | 'foreign'>,
  variant: Pick<Variant, 'key'>,
): FormatChoice {
  const extension = group.originalExtension ?? (group.foreign ? extensionOfKey(variant.key) : '');
  const wanted = formatOfExtension(extension) ?? 'png';
  return wanted === storedFormat(variant) ? 'as-stored' : wanted;
}
