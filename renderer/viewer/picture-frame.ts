import type { Extent } from './choose-variant.ts';

/** `fit`: the whole picture inside the stage. `actual`: one pixel of the picture on one pixel of the screen. */
export type Zoom = 'fit' | 'actual';

/**
 * Size in CSS pixels at which a picture is drawn. Fitting never enlarges past one pixel of the picture per CSS pixel;
 * an unknown picture (`null`) is given the largest square that fits, the shape of its thumbnail.
 */
export function pictureFrame(stage: Extent, picture: Extent | null, zoom: Zoom, pixelRatio: number): Extent {
  if (picture === null || picture.width <= 0 || picture.height <= 0) {
    const side = Math.max(0, Math.min(stage.width, stage.height));
    return { width: side, height: side };
  }
  if (zoom === 'actual') return { width: picture.width / pixelRatio, height: picture.height / pixelRatio };
  const scale = Math.min(stage.width / picture.width, stage.height / picture.height, 1);
  return { width: picture.width * scale, height: picture.height * scale };
}

/**
 * Device pixels across that a stage asks of a variant. While the picture's ratio is unknown it may turn out as wide as
 * the stage.
 */
export function widthNeeded(stage: Extent, picture: Extent | null, zoom: Zoom, pixelRatio: number): number {
  if (picture === null) return stage.width * pixelRatio;
  return pictureFrame(stage, picture, zoom, pixelRatio).width * pixelRatio;
}

/** Screen pixels per pixel of the picture, as a share; null while the picture is unknown. */
export function zoomShare(frame: Extent, picture: Extent | null, pixelRatio: number): number | null {
  if (picture === null || picture.width <= 0) return null;
  return (frame.width * pixelRatio) / picture.width;
}
