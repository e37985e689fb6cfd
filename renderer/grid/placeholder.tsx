import { useLayoutEffect, useRef, useState } from 'react';
import styles from './cell.module.css';
import { createFrameWork } from './frame-work.ts';
import { decodeThumbHash, meanColour } from './thumb-hash.ts';

const inFrames = createFrameWork();

interface PlaceholderProps {
  /** A ThumbHash in base64. */
  hash: string;
  /** The picture is here: the placeholder fades, and goes. */
  isLeaving: boolean;
}

/** What a picture looks like from afar, over the place where it will be: its mean colour at once, the rest within frames. */
export function Placeholder({ hash, isLeaving }: PlaceholderProps) {
  const ref = useRef<HTMLCanvasElement>(null);
  const [isGone, setGone] = useState(false);
  useLayoutEffect(() => {
    const canvas = ref.current;
    if (canvas === null) return;
    canvas.style.backgroundColor = meanColour(hash) ?? '';
    return inFrames(() => draw(canvas, hash));
  }, [hash]);
  if (isGone) return null;
  return (
    <canvas
      ref={ref}
      // A canvas without pixels of its own costs no memory.
      width={1}
      height={1}
      className={styles.placeholder}
      data-leaving={isLeaving || undefined}
      onAnimationEnd={() => setGone(true)}
    />
  );
}

function draw(canvas: HTMLCanvasElement, hash: string): void {
  const picture = decodeThumbHash(hash);
  // Pixels this few are not worth a way to the graphics card and back.
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (picture === null || context === null) return;
  canvas.width = picture.width;
  canvas.height = picture.height;
  context.putImageData(new ImageData(picture.rgba, picture.width, picture.height), 0, 0);
  canvas.style.backgroundColor = '';
}
