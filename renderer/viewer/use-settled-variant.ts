import { useState } from 'react';
import { variantUrl } from '../../shared/image-url.ts';
import type { VariantSize } from '../../shared/object-key.ts';
import type { GroupDetails, Variant } from '../../shared/pictures.ts';
import { chooseVariant, type Extent, variantWidth } from './choose-variant.ts';

/** A variant whose picture has been decoded and is on the stage. */
interface Settled {
  url: string;
  size: VariantSize;
}

interface StageImage {
  url: string;
  /** `arriving` lies invisible over what is shown until it has been decoded. */
  state: 'shown' | 'arriving';
  onLoad: (image: HTMLImageElement) => void;
  onError: () => void;
}

export interface SettledVariant {
  /** At most two: what is shown, and over it what sharpens it. */
  images: StageImage[];
  isSettled: boolean;
  /** The wanted variant, where it could not be shown and nothing else is. */
  broken: VariantSize | null;
  /** Asks for a broken one again. */
  retry: () => void;
}

/**
 * Sharpens a picture: the smallest variant that fills `widthNeeded` device pixels replaces what is shown once it has
 * been decoded. What is shown already and is sharp enough stays, so that a smaller window loads nothing.
 */
export function useSettledVariant(options: {
  connectionId: string;
  group: GroupDetails;
  widthNeeded: number;
  onShown: (extent: Extent) => void;
  onBroken: () => void;
}): SettledVariant {
  const { connectionId, group, widthNeeded, onShown, onBroken } = options;
  const [settled, setSettled] = useState<Settled | null>(null);
  const [broken, setBroken] = useState<string | null>(null);

  const urlOf = (variant: Pick<Variant, 'size'>) => variantUrl(connectionId, group, variant.size);
  const isStored = settled !== null && group.variants.some((variant) => urlOf(variant) === settled.url);
  const wanted = widthNeeded > 0 ? chooseVariant(group, widthNeeded) : null;
  const isSharp = isStored && wanted !== null && fills(settled.size, wanted.size, group.source);
  const wantedUrl = wanted && !isSharp ? urlOf(wanted) : null;

  const settle = async (size: VariantSize, url: string, image: HTMLImageElement) => {
    try {
      await image.decode();
    } catch {
      fail(url);
      return;
    }
    onShown({ width: image.naturalWidth, height: image.naturalHeight });
    setSettled({ url, size });
  };
  const fail = (url: string) => {
    setBroken(url);
    onBroken();
  };

  const images: StageImage[] = [];
  if (settled) images.push({ url: settled.url, state: 'shown', onLoad: ignore, onError: ignore });
  if (wanted && wantedUrl !== null && wantedUrl !== settled?.url && wantedUrl !== broken) {
    images.push({
      url: wantedUrl,
      state: 'arriving',
      onLoad: (image) => void settle(wanted.size, wantedUrl, image),
      onError: () => fail(wantedUrl),
    });
  }
  return {
    images,
    isSettled: settled !== null,
    broken: settled === null && wanted !== null && wantedUrl === broken ? wanted.size : null,
    retry: () => setBroken(null),
  };
}

const ignore = () => {};

/** Whether a variant is as wide as another; an original of unknown width is. */
function fills(size: VariantSize, wanted: VariantSize, source: Extent | null): boolean {
  const unknown = Number.POSITIVE_INFINITY;
  return (variantWidth(size, source) ?? unknown) >= (variantWidth(wanted, source) ?? unknown);
}
