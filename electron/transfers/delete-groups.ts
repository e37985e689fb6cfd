import { type AppError, toAppError } from '../../shared/app-error.ts';
import { parseKey, variantKey } from '../../shared/object-key.ts';
import type { StoredVariant } from '../catalogue/catalogue.ts';
import type { Bucket } from '../s3/bucket.ts';
import { MAX_KEYS_PER_REQUEST } from '../s3/timeouts.ts';
import type { TransferCatalogue } from './transfer-catalogue.ts';

interface DeleteGroupsParts {
  bucket: Pick<Bucket, 'deleteKeys'>;
  catalogue: Pick<TransferCatalogue, 'removeKeys'>;
}

/** A group on its way out, and how it ended. */
export interface Leaving {
  groupId: number;
  bytes: number;
  thumbnails: string[];
  others: string[];
  /** Its thumbnail is confirmed gone. */
  isUnmarked: boolean;
  end: { kind: 'deleted' } | { kind: 'cancelled' } | { kind: 'failed'; error: AppError };
}

/**
 * A group that counts as not deleted until it is; one without objects is gone already. A thumbnail that nobody has seen goes
 * as well, but where an earlier try has taken it (`isUnmarked`): it may have come since, and what is left with it alone would
 * be shown as whole. So the marker of an incomplete group is deleted unseen: where the bucket keeps versions, that leaves a
 * delete marker, also for a thumbnail that never was.
 */
export function leaving(groupId: number, variants: readonly StoredVariant[], isUnmarked: boolean): Leaving {
  const others = variants.filter(({ size }) => size !== 'thumbnail').map(({ key }) => key);
  const seen = variants.filter(({ size }) => size === 'thumbnail').map(({ key }) => key);
  const bytes = variants.reduce((sum, variant) => sum + variant.bytes, 0);
  const kind = variants.length === 0 ? 'deleted' : 'cancelled';
  const thumbnails = seen.length > 0 || isUnmarked ? seen : markerOf(others);
  return { groupId, bytes, thumbnails, others, isUnmarked: false, end: { kind } };
}

/** Of a foreign image there is none. */
function markerOf([key = '']: readonly string[]): string[] {
  const parsed = parseKey(key);
  return parsed.kind === 'group' ? [variantKey(parsed.album, parsed.uuid, 'thumbnail')] : [];
}

/**
 * Deletes groups, thumbnails first; how each ended is in its `end`. Where `cancelled` aborts, those that lost their
 * thumbnail are finished; `requests` ends also that. Never rejects.
 */
export async function deleteGroups(
  parts: DeleteGroupsParts,
  groups: readonly Leaving[],
  { cancelled, requests }: { cancelled: AbortSignal; requests: AbortSignal },
): Promise<void> {
  const marked = groups.filter(({ thumbnails }) => thumbnails.length > 0);
  for (const round of rounds(marked, 'thumbnails')) {
    if (!cancelled.aborted) await deleteRound(parts, round, 'thumbnails', requests);
  }
  const unmarked = groups.filter(({ thumbnails, others }) => thumbnails.length === 0 && others.length > 0);
  const begun = marked.filter(({ end }) => end.kind === 'deleted');
  for (const round of rounds(cancelled.aborted ? begun : [...begun, ...unmarked], 'others'))
    await deleteRound(parts, round, 'others', requests);
}

/** Groups whose keys fit into one request; none is torn over two. */
function* rounds(groups: readonly Leaving[], part: 'thumbnails' | 'others'): Generator<Leaving[]> {
  let round: Leaving[] = [];
  let keys = 0;
  for (const group of groups) {
    if (round.length > 0 && keys + group[part].length > MAX_KEYS_PER_REQUEST) {
      yield round;
      round = [];
      keys = 0;
    }
    round.push(group);
    keys += group[part].length;
  }
  if (round.length > 0) yield round;
}

/** Deletes the keys of one round, tells the catalogue what is confirmed and each group how it ended. */
async function deleteRound(
  { bucket, catalogue }: DeleteGroupsParts,
  round: readonly Leaving[],
  part: 'thumbnails' | 'others',
  signal: AbortSignal,
): Promise<void> {
  const keys = round.flatMap((group) => group[part]);
  if (keys.length === 0) return;
  try {
    const { deleted, failed } = await bucket.deleteKeys(keys, { signal });
    await catalogue.removeKeys(deleted);
    const errors = new Map(failed.map(({ key, error }) => [key, error]));
    const confirmed = new Set(deleted);
    for (const group of round) {
      const left = group[part].find((key) => !confirmed.has(key));
      group.end = left === undefined ? { kind: 'deleted' } : endOf(errors.get(left), left);
      if (part === 'thumbnails' && left === undefined) group.isUnmarked = true;
    }
  } catch (thrown) {
    const error = toAppError(thrown);
    for (const group of round) if (group[part].length > 0) group.end = endOf(error, '');
  }
}

function endOf(error: AppError | undefined, key: string): Leaving['end'] {
  if (error?.code === 'cancelled') return { kind: 'cancelled' };
  return { kind: 'failed', error: error ?? { code: 'internal', detail: `no answer for ${key}` } };
}
