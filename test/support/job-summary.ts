import type { JobSummary, UploadAlbums } from '../../shared/job.ts';

/** The albums of an upload by their key prefixes, below the connection's. */
export const uploadAlbums = (first: readonly string[], total = first.length, prefix = ''): UploadAlbums => ({
  first: first.map((album) => ({ album, label: album.slice(prefix.length).replace(/\/$/, '') })),
  total,
});

/** An upload of four files that runs, with what a test has to say of it. */
export const jobSummary = (facts: Partial<JobSummary> = {}): JobSummary => ({
  id: 'j1',
  kind: 'upload',
  connectionId: 'c1',
  state: 'running',
  subject: null,
  albums: null,
  itemsDone: 0,
  itemsFailed: 0,
  itemsSkipped: 0,
  itemsTotal: 4,
  bytesDone: 0,
  bytesTotal: 0,
  pendingUntil: null,
  canPause: false,
  canRetry: false,
  retryLost: null,
  startedAt: null,
  endedAt: null,
  error: null,
  firstFailure: null,
  savedPath: null,
  names: null,
  ...facts,
});
