import type { VariantSize } from './object-key.ts';
import type { DeletedGroup, GroupRow } from './pictures.ts';

/** The scheme through which image bytes reach the page. */
export const IMAGE_SCHEME = 'image';

/** `image://` address of a tile's thumbnail; `version` only makes the address change with the bytes. */
export const thumbnailUrl = (connection: string, row: Pick<GroupRow, 'groupId' | 'version'>): string =>
  `${IMAGE_SCHEME}://thumbnail/${connection}/${row.groupId}?v=${encodeURIComponent(row.version)}`;

/** `image://` address of a prepared result, in a form that the page can show. */
export const resultUrl = (resultId: string): string => `${IMAGE_SCHEME}://result/${resultId}`;

/** `image://` address of a deleted group's thumbnail. */
export const deletedUrl = (connection: string, group: Pick<DeletedGroup, 'stem' | 'deletedAt'>): string =>
  `${IMAGE_SCHEME}://deleted/${connection}/${encodeURIComponent(group.stem)}?v=${group.deletedAt}`;

/** `image://` address of a variant's picture, in a form that the page can show. */
export const variantUrl = (connection: string, row: Pick<GroupRow, 'groupId' | 'version'>, size: VariantSize): string =>
  `${IMAGE_SCHEME}://variant/${connection}/${row.groupId}/${size}?v=${encodeURIComponent(row.version)}`;
