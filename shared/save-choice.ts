import * as v from 'valibot';
import { formatIds } from './image-format.ts';

/** What of EXIF, XMP and IPTC goes into a file that is saved; the ICC profile always stays with its pixels. */
export const metadataChoices = ['keep', 'without-location', 'none'] as const;
/** What happens to a file of a batch whose name is taken in the folder. */
export const existingChoices = ['skip', 'replace', 'number'] as const;

/** What a picture becomes when it is saved: the stored bytes, or a conversion. */
export const saveChoice = v.variant('kind', [
  v.strictObject({ kind: v.literal('as-stored') }),
  v.strictObject({
    kind: v.literal('convert'),
    format: v.picklist(formatIds),
    /** 1 to 100; null where the format has none. */
    quality: v.nullable(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100))),
    metadata: v.picklist(metadataChoices),
  }),
]);

export type MetadataChoice = (typeof metadataChoices)[number];
export type ExistingChoice = (typeof existingChoices)[number];
export type SaveChoice = v.InferOutput<typeof saveChoice>;
