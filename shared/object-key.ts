/** A stored size of a group: its width in pixels, the square thumbnail, or the source itself. */
export type VariantSize = 'thumbnail' | 'original' | number;
