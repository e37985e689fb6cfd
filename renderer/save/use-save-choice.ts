import { useState } from 'react';
import { imageFormats } from '../../shared/image-format.ts';
import type { VariantSize } from '../../shared/object-key.ts';
import type { GroupDetails, Variant } from '../../shared/pictures.ts';
import type { MetadataChoice } from '../../shared/save-choice.ts';
import { defaultChoice, type FormatChoice, savableVariants } from './default-choice.ts';
import type { SaveRequest } from './result-maker.ts';

/** What a person has chosen for one picture; what was not touched follows the defaults. */
export interface SaveChoice {
  variants: Variant[];
  /** Null where nothing of the group is left. */
  variant: Variant | null;
  format: FormatChoice;
  /** Null where the format has none. */
  quality: number | null;
  metadata: MetadataChoice;
  /** Something was chosen for this picture; what comes of it is of interest. */
  isTouched: boolean;
  chooseSize: (size: VariantSize) => void;
  chooseFormat: (format: FormatChoice) => void;
  chooseQuality: (quality: number) => void;
  chooseMetadata: (metadata: MetadataChoice) => void;
}

/** Size, format and quality of a save: the largest size and the original's format, until something else is chosen. */
export function useSaveChoice(group: GroupDetails): SaveChoice {
  const [size, chooseSize] = useState<VariantSize | null>(null);
  const [chosenFormat, chooseFormat] = useState<FormatChoice | null>(null);
  const [qualities, setQualities] = useState<Partial<Record<FormatChoice, number>>>({});
  const [metadata, chooseMetadata] = useState<MetadataChoice>('keep');

  const variants = savableVariants(group);
  const variant = variants.find((candidate) => candidate.size === size) ?? variants[0] ?? null;
  const format = chosenFormat ?? (variant ? defaultChoice(group, variant) : 'as-stored');
  const range = format === 'as-stored' ? null : imageFormats[format].quality;
  return {
    variants,
    variant,
    format,
    quality: range && (qualities[format] ?? range.default),
    metadata,
    isTouched: size !== null || chosenFormat !== null || Object.keys(qualities).length > 0,
    chooseSize,
    chooseFormat,
    chooseQuality: (quality) => setQualities({ ...qualities, [format]: quality }),
    chooseMetadata,
  };
}

/** The choice as main is asked for it; null where there is nothing to save. */
export function saveRequest(connectionId: string, groupId: number, choice: SaveChoice): SaveRequest | null {
  const { variant, format, quality, metadata } = choice;
  if (variant === null) return null;
  const { size } = variant;
  if (format === 'as-stored') return { connectionId, groupId, size, choice: { kind: 'as-stored' } };
  return { connectionId, groupId, size, choice: { kind: 'convert', format, quality, metadata } };
}
