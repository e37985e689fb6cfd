import type { UploadAcl } from '../../shared/connection.ts';
import { type ConnectionSlice, connectionIdOf } from '../store/connection-slice.ts';
import type { UploadSlice } from '../store/upload-slice.ts';

/** Who may see an upload until the person says so: as the last time in this bucket, else as the bucket says. */
export function firstAcl(state: Pick<UploadSlice, 'lastAcl'> & Pick<ConnectionSlice, 'connection'>): UploadAcl {
  const { lastAcl } = state;
  return lastAcl !== null && lastAcl.connectionId === connectionIdOf(state) ? lastAcl.acl : 'bucket-default';
}
