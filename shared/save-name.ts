import { fileNameFor, type NameFacts, safeFileName } from './file-name.ts';
import { type FormatId, imageFormats } from './image-format.ts';
import { albumOf, parseKey, type VariantSize } from './object-key.ts';
import type { GroupDetails } from './pictures.ts';
import type { SaveChoice } from './save-choice.ts';

type NamedGroup = Pick<GroupDetails, 'foreign' | 'originalName' | 'originalExtension'>;
type NamedVariant = { key: string; size: VariantSize };

/** The file name that a saved variant is suggested under; `key` is the variant's. */
export const saveName = (group: NamedGroup, variant: NamedVariant, choice: SaveChoice): string =>
  fileNameFor(nameFacts(group, variant, choice));

/** What the name of a saved variant is made of. */
export function nameFacts(group: NamedGroup, variant: NamedVariant, choice: SaveChoice): NameFacts {
  const { base, extension } = partsOf(variant.key);
  return {
    name: group.originalName,
    base,
    size: variant.size,
    extension:
      choice.kind === 'as-stored' ? extension : extensionFor(choice.format, group.originalExtension ?? extension),
    foreign: group.foreign,
  };
}

/** The file name for an object that is no image. */
export const objectName = (key: string): string => safeFileName(key.slice(albumOf(key).length));

function partsOf(key: string): { base: string; extension: string } {
  const parsed = parseKey(key);
  if (parsed.kind === 'group') return { base: parsed.uuid, extension: parsed.extension };
  if (parsed.kind === 'foreign') return { base: parsed.base, extension: parsed.extension };
  return { base: key.slice(albumOf(key).length), extension: '' };
}

/** `jpeg` stays `jpeg` where the source was called so; a format has several endings and the person chose one. */
function extensionFor(format: FormatId, wanted: string): string {
  const { extensions } = imageFormats[format];
  return extensions.includes(wanted.toLowerCase()) ? wanted : extensions[0];
}
