import { GridPane } from '../grid/grid-pane.tsx';
import { useStore } from '../store/store.ts';
import styles from './gallery.module.css';
import { Sidebar } from './sidebar.tsx';
import { StateBars } from './state-bars.tsx';
import { TopBar } from './top-bar.tsx';

/** The open bucket: albums at the side, search and order at the top, pictures. Out of reach while a picture lies over it. */
export function Gallery() {
  const isCovered = useStore((state) => state.opened.kind !== 'none');
  return (
    <div className={styles.gallery} inert={isCovered}>
      <Sidebar />
      <div className={styles.content}>
        <TopBar />
        <StateBars />
        <GridPane />
      </div>
    </div>
  );
}
