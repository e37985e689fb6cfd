import type { BatchSize } from '../../shared/batch-variant.ts';
import { type FormatId, imageFormats } from '../../shared/image-format.ts';
import { DEFAULT_TEMPLATE } from '../../shared/name-template.ts';
import type { ExistingChoice, MetadataChoice, SaveChoice } from '../../shared/save-choice.ts';
import type { FormatChoice } from '../save/default-choice.ts';

/** How many pictures at once are saved; the next batch of this run begins with what the last one was. */
export interface BatchChoice {
  size: BatchSize;
  format: FormatChoice;
  /** What was chosen for each format; the rest is at its default. */
  qualities: Partial<Record<FormatId, number>>;
  metadata: MetadataChoice;
  template: string;
  existing: ExistingChoice;
}

export const firstBatchChoice: BatchChoice = {
  size: 'largest',
  format: 'as-stored',
  qualities: {},
  metadata: 'keep',
  template: DEFAULT_TEMPLATE,
  existing: 'number',
};

/** The widths that the app makes, and whatever is largest: what all pictures of a bucket have in common. */
export const batchSizes: readonly BatchSize[] = ['largest', 1920, 1024, 512];

/** Null where there is none to choose. */
export function qualityOf({ format, qualities }: Pick<BatchChoice, 'format' | 'qualities'>): number | null {
  const range = format === 'as-stored' ? null : imageFormats[format].quality;
  return format === 'as-stored' || range === null ? null : (qualities[format] ?? range.default);
}

/** As main is asked for it. */
export function saveChoiceOf(choice: BatchChoice): SaveChoice {
  const { format, metadata } = choice;
  if (format === 'as-stored') return { kind: 'as-stored' };
  return { kind: 'convert', format, quality: qualityOf(choice), metadata };
}
