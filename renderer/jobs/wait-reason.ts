import type { TFunction } from 'i18next';
import { currentOf } from '../store/connection-slice.ts';
import { isSameSource } from '../store/known-troubles.ts';
import type { Store } from '../store/store.ts';

/** What keeps the open bucket's running jobs from going on. */
type WaitReason = 'log-in' | 'keys' | 'network';

/** Null where nothing keeps them. What the keys need is told first: no server helps without them. */
export function waitReason({
  connection,
  troubles,
  network,
}: Pick<Store, 'connection' | 'troubles' | 'network'>): WaitReason | null {
  const source = currentOf(connection)?.source ?? null;
  const trouble = source && troubles.find((candidate) => isSameSource(candidate.source, source));
  if (trouble) return trouble.remedy === 'log-in' ? 'log-in' : 'keys';
  return network.state === 'offline' ? 'network' : null;
}

/** Stands where else the pace is told. */
export function waitText(t: TFunction, reason: WaitReason): string {
  switch (reason) {
    case 'log-in':
      return t('jobs.waitsForLogin');
    case 'keys':
      return t('jobs.waitsForKeys');
    case 'network':
      return t('jobs.waitsForNetwork');
  }
}
