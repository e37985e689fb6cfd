import type { Bucket } from '../s3/bucket.ts';
import { LOOK_UP_MS } from '../s3/timeouts.ts';
import { MIN_PART_BYTES } from '../s3/upload-limits.ts';
import type { JobJournal } from './journal.ts';

/**
 * Ends uploads in parts that an earlier run began and had no time to note: they are under keys of its own, by other ids
 * than those in the journal. Before its jobs go on, which begin others. What cannot be ended now is found another time.
 */
export async function endForgotten(bucket: Bucket, jobs: readonly JobJournal[]): Promise<void> {
  const known = new Map<string, string | undefined>();
  for (const { state, file } of jobs.flatMap(({ sources }) => [...sources.values()])) {
    // No variant is as large as a part; an original may be.
    if (state.kind !== 'begun' || file.bytes <= MIN_PART_BYTES) continue;
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
