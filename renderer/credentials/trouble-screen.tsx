import { shownTrouble } from '../store/known-troubles.ts';
import { useStore } from '../store/store.ts';
import { TroubleDialog } from './trouble-dialog.tsx';

/** The screen of the trouble that keeps the keys from working now; it leaves when the trouble does. */
export function TroubleScreen() {
  const trouble = useStore(shownTrouble);
  // Before the window has found out where it stands there is nothing to lay a question over.
  const isStarting = useStore((state) => state.connection.kind === 'starting');
  if (trouble === null || isStarting) return null;
  // By its source: keys that are refused again are another trouble of the same one, and the screen stays.
  return <TroubleDialog key={JSON.stringify(trouble.source)} trouble={trouble} />;
}
