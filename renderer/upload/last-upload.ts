import { type ConnectionSlice, connectionIdOf } from '../store/connection-slice.ts';
import type { LastUpload, UploadSlice } from '../store/upload-slice.ts';

/** What an upload starts with: the last one to the bucket that is open; null where there was none. */
export function lastUploadHere(
  state: Pick<UploadSlice, 'lastUpload'> & Pick<ConnectionSlice, 'connection'>,
): LastUpload | null {
  const { lastUpload } = state;
  return lastUpload !== null && lastUpload.connectionId === connectionIdOf(state) ? lastUpload : null;
}
