import { useState } from 'react';
import { resultUrl, variantUrl } from '../../shared/image-url.ts';
import type { GroupDetails } from '../../shared/pictures.ts';
import { useStore } from '../store/store.ts';
import type { Comparison } from '../store/viewer-slice.ts';

type Side = 'stored' | 'result';

interface ComparedImage {
  side: Side;
  url: string;
  isShown: boolean;
  onLoad: (image: HTMLImageElement) => void;
}

interface ComparedImages {
  /** Those that were decoded stay, so that going from one side to the other takes no time; and what arrives over them. */
  images: ComparedImage[];
  /** One of them is shown in the place of the picture. */
  covers: boolean;
}

/** The stored size and the result that the save panel compares, over the picture on the stage. */
export function useComparedImages(connectionId: string, group: GroupDetails): ComparedImages {
  const comparison = useStore((state) => (state.comparison?.groupId === group.groupId ? state.comparison : null));
  const side = useStore((state) => state.stageSide);
  const [decoded, setDecoded] = useState<Partial<Record<Side, string>>>({});
  if (comparison === null || side === 'best') return { images: [], covers: false };

  const wanted = addresses(connectionId, group, comparison);
  // A result that is being made anew: the one before it stands in until it is here.
  const shown = decoded[side];
  const decode = async (of: Side, url: string, image: HTMLImageElement) => {
    try {
      await image.decode();
      setDecoded((before) => ({ ...before, [of]: url }));
    } catch {
      // Given up meanwhile; what follows it is on its way.
    }
  };
  const images = (['stored', 'result'] as const).flatMap((of) =>
    distinct([decoded[of], wanted[of]]).map((url) => ({
      side: of,
      url,
      isShown: of === side && url === shown,
      onLoad: (image: HTMLImageElement) => void decode(of, url, image),
    })),
  );
  return { images, covers: shown !== undefined };
}

const distinct = (urls: readonly (string | null | undefined)[]): string[] => [
  ...new Set(urls.filter((url): url is string => typeof url === 'string')),
];

const addresses = (connectionId: string, group: GroupDetails, { stored, result }: Comparison) => ({
  stored: variantUrl(connectionId, group, stored.size),
  result: result && resultUrl(result.resultId),
});
