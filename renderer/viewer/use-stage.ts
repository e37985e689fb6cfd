import { type RefObject, useCallback, useRef, useState } from 'react';
import type { GroupDetails } from '../../shared/pictures.ts';
import { useElementSize } from '../ui/use-element-size.ts';
import { type Extent, largestExtent } from './choose-variant.ts';
import { pictureFrame, widthNeeded, type Zoom, zoomShare } from './picture-frame.ts';
import { usePixelRatio } from './use-pixel-ratio.ts';

/** Free room around a fitted picture, in CSS pixels, as the pane's padding is: little above it, where the bar is. */
const SIDE_ROOM_PX = 28;
const TOP_ROOM_PX = 4;
/** A zoom that changes less than this many CSS pixels changes nothing to the eye. */
const ZOOM_MATTERS_PX = 2;

/** How a picture lies on its stage. */
export interface StageGeometry {
  /** The element that the picture is fitted into, and scrolls in at actual size. */
  pane: RefObject<HTMLDivElement | null>;
  zoom: Zoom;
  /** In CSS pixels. */
  frame: Extent;
  /** Device pixels across that the picture's variant has to fill; 0 before the first layout. */
  widthNeeded: number;
  /** Screen pixels per pixel of the picture; null while unknown. */
  share: number | null;
  /** Null where zooming would change nothing. */
  toggleZoom: (() => void) | null;
  /** Pixels of the picture as it was decoded, for its ratio; null before it was. */
  shown: Extent | null;
  tellShown: (extent: Extent) => void;
}

/** Lays the picture out by arithmetic: from the pane's size, the pixel density and what is known of its ratio. */
export function useStage(groupId: number, group: GroupDetails | null): StageGeometry {
  const pane = useRef<HTMLDivElement>(null);
  const size = useElementSize(pane);
  const pixelRatio = usePixelRatio();
  const [zoomed, setZoomed] = useState<number | null>(null);
  const [extents, setExtents] = useState<ReadonlyMap<number, Extent>>(new Map());
  const tellShown = useCallback(
    (extent: Extent) => setExtents((known) => new Map([...known, [groupId, extent]])),
    [groupId],
  );

  const zoom: Zoom = zoomed === groupId ? 'actual' : 'fit';
  const shown = extents.get(groupId) ?? null;
  const picture = group && largestExtent(group, shown);
  const room = roomIn(size);
  const fitted = pictureFrame(room, picture, 'fit', pixelRatio);
  const actual = pictureFrame(room, picture, 'actual', pixelRatio);
  const frame = zoom === 'fit' ? fitted : actual;
  const canZoom = picture !== null && Math.abs(actual.width - fitted.width) >= ZOOM_MATTERS_PX;
  return {
    pane,
    zoom,
    frame,
    widthNeeded: widthNeeded(room, picture, zoom, pixelRatio),
    share: zoomShare(frame, picture, pixelRatio),
    toggleZoom: canZoom ? () => setZoomed(zoom === 'fit' ? groupId : null) : null,
    shown,
    tellShown,
  };
}

const roomIn = ({ width, height }: Extent): Extent => ({
  width: Math.max(0, width - 2 * SIDE_ROOM_PX),
  height: Math.max(0, height - TOP_ROOM_PX - SIDE_ROOM_PX),
});
