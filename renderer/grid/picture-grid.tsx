import { useRef } from 'react';
import type { ViewState } from '../store/catalogue-slice.ts';
import { useElementSize } from '../ui/use-element-size.ts';
import styles from './picture-grid.module.css';
import { PictureSheet } from './picture-sheet.tsx';

interface PictureGridProps {
  view: Extract<ViewState, { kind: 'open' }>;
  connectionId: string;
}

/** The pictures of the view: every one reachable, only those near the window in the document. */
export function PictureGrid({ view, connectionId }: PictureGridProps) {
  const pane = useRef<HTMLDivElement>(null);
  const { width, height } = useElementSize(pane);
  return (
    <div ref={pane} className={styles.pane}>
      {width > 0 && height > 0 ? (
        <PictureSheet view={view} connectionId={connectionId} paneWidth={width} viewHeight={height} />
      ) : null}
    </div>
  );
}
