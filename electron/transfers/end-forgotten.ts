import type { Bucket } from '../s3/bucket.ts';
import { LOOK_UP_MS } from '../s3/timeouts.ts';
import type { JobJournal } from './journal.ts';

/**
 * Ends uploads in parts that an earlier run began and had no time to note: they are under keys of its own, by other ids
 * than those in the journal. Before its jobs go on, which begin others. What cannot be ended now is found another time.
 */
export async function endForgotten(bucket: Bucket, jobs: readonly JobJournal[]): Promise<void> {
  const known = new Map<string, string | undefined>();
  // Of small objects too: what a server can do is found out by an upload in parts of the first one.
  for (const { state } of jobs.flatMap(({ sources }) => [...sources.values()])) {
    if (state.kind !== 'begun') continue;
    for (const key of state.keys) known.set(key, state.parts[key]?.uploadId);
  }
  if (known.size === 0) return;
  const signal = AbortSignal.timeout(LOOK_UP_MS);
  try {
    for await (const page of bucket.listUploads({ signal })) {
      const forgotten = page.filter(({ key, uploadId }) => known.has(key) && known.get(key) !== uploadId);
      for (const upload of forgotten) await bucket.abortUpload(upload, { signal });
    }
  } catch {
    // Out of reach, or not for these keys to ask.
  }
}
