import { DeletedPane } from '../deleted/deleted-pane.tsx';
import { GridPane } from '../grid/grid-pane.tsx';
import { useStore } from '../store/store.ts';
import { UnfinishedBar } from '../upload/unfinished-bar.tsx';
import styles from './gallery.module.css';
import { Sidebar } from './sidebar.tsx';
import { StateBars } from './state-bars.tsx';
import { TopBar } from './top-bar.tsx';

/** The open bucket: albums at the side, search and order at the top, pictures; or what was deleted. Out of reach while a picture lies over it. */
export function Gallery() {
  const pane = useStore((state) => state.pane);
  const isCovered = useStore((state) => state.opened.kind !== 'none');
  return (
    <div className={styles.gallery} inert={isCovered}>
      <Sidebar />
      <div className={styles.content}>
        {pane === 'pictures' ? <TopBar /> : null}
        <StateBars />
        <UnfinishedBar />
        {pane === 'pictures' ? <GridPane /> : <DeletedPane />}
      </div>
    </div>
  );
}
