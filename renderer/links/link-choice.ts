import type { LinkKind } from '../../shared/connection.ts';
import type { VariantSize } from '../../shared/object-key.ts';
import type { GroupDetails, Variant } from '../../shared/pictures.ts';
import { saveName } from '../../shared/save-name.ts';
import { savableVariants } from '../save/default-choice.ts';
import { defaultExpiry, type ExpiryChoice } from './expiry.ts';

/** What is remembered from one link to the next. */
export interface LinkChoice {
  kind: LinkKind;
  expiry: ExpiryChoice;
}

/** A link that anyone can open is what most people mean by one. */
export const firstLinkChoice: LinkChoice = { kind: 'presigned', expiry: defaultExpiry };

/** The stored size that a link leads to: the wanted one, else the largest; null where nothing is stored any more. */
export function linkVariant(group: Pick<GroupDetails, 'variants'>, wanted: VariantSize | null): Variant | null {
  const found = wanted === null ? undefined : group.variants.find((variant) => variant.size === wanted);
  return found ?? savableVariants(group)[0] ?? null;
}

/** The name that a browser saves the picture under: only a presigned link can carry one. */
export const downloadName = (group: GroupDetails, variant: Variant): string =>
  saveName(group, variant, { kind: 'as-stored' });

/** Clocks and the way to main take moments; an end that is sooner by more than this is the keys' doing. */
const SOONER_MS = 30_000;

/** Whether a link ends before the time that was asked for, because the keys that signed it do. */
export const endsEarly = (expiresAt: number, askedAt: number, seconds: number): boolean =>
  expiresAt < askedAt + seconds * 1000 - SOONER_MS;
