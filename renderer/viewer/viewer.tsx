import { useStore } from '../store/store.ts';
import { OpenViewer } from './open-viewer.tsx';

/** One picture, large, over the grid. Renders nothing while none is open. */
export function Viewer() {
  const opened = useStore((state) => state.opened);
  const connection = useStore((state) => state.connection);
  if (opened.kind !== 'viewer' || connection.kind !== 'open') return null;
  const { connectionId } = connection.connection;
  return <OpenViewer connectionId={connectionId} index={opened.index} groupId={opened.groupId} />;
}
