export const formatIds = ['png', 'jpeg', 'webp', 'avif', 'tiff', 'gif'] as const;
export type FormatId = (typeof formatIds)[number];
