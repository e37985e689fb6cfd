import { TroubleBar } from '../credentials/trouble-bar.tsx';
import { asideTrouble } from '../store/known-troubles.ts';
import { useStore } from '../store/store.ts';
import { NetworkBar } from './network-bar.tsx';
import styles from './state-bars.module.css';

/** What keeps the open bucket from going on now, over the pictures; nothing while nothing does. */
export function StateBars() {
  const isShown = useStore((state) => asideTrouble(state) !== null || state.network.state === 'offline');
  if (!isShown) return null;
  return (
    <div className={styles.bars}>
      <TroubleBar />
      <NetworkBar />
    </div>
  );
}
