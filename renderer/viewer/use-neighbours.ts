import { useEffect } from 'react';
import { variantUrl } from '../../shared/image-url.ts';
import type { GroupDetails } from '../../shared/pictures.ts';
import { invoke } from '../api.ts';
import { chooseVariant } from './choose-variant.ts';

/** Reads the pictures either side once the shown one is there, so that the next press of an arrow finds them decoded. */
export function useNeighbours(options: {
  connectionId: string;
  viewId: string | null;
  index: number;
  /** False while the shown picture itself still loads. */
  isIdle: boolean;
  /** Device pixels across that the stage asks for. */
  widthNeeded: number;
  readAhead: (groupId: number) => Promise<GroupDetails | null>;
}): void {
  const { connectionId, viewId, index, isIdle, widthNeeded, readAhead } = options;
  useEffect(() => {
    if (!isIdle || viewId === null || index < 0) return;
    const images: HTMLImageElement[] = [];
    let isWanted = true;
    const load = async () => {
      const from = Math.max(0, index - 1);
      const rows = await invoke('catalogue/rows', { viewId, from, count: 3 });
      if (!rows.ok) return;
      // The next one first: it is what most presses ask for.
      const [before, after] = [rows.value[index - 1 - from], rows.value[index + 1 - from]];
      for (const row of [after, index > 0 ? before : undefined]) {
        const group = row && isWanted ? await readAhead(row.groupId) : null;
        const variant = group && chooseVariant(group, widthNeeded);
        if (!group || !variant || !isWanted) continue;
        const image = new Image();
        image.src = variantUrl(connectionId, group, variant.size);
        images.push(image);
      }
    };
    void load();
    return () => {
      isWanted = false;
      // An address taken away ends a load that nobody waits for any more.
      for (const image of images) if (!image.complete) image.removeAttribute('src');
    };
  }, [connectionId, viewId, index, isIdle, widthNeeded, readAhead]);
}
