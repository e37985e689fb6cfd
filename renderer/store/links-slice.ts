import type { AppError } from '../../shared/app-error.ts';
import { MAX_LINK_SECONDS } from '../../shared/connection.ts';
import type { Responses } from '../../shared/contract.ts';
import type { VariantSize } from '../../shared/object-key.ts';
import { invoke } from '../api.ts';
import { formatMoment } from '../i18n/format.ts';
import { currentLocale, i18n } from '../i18n/i18n.ts';
import { expiryOf } from '../links/expiry.ts';
import { endsEarly, firstLinkChoice, type LinkChoice } from '../links/link-choice.ts';
import { connectionIdOf } from './connection-slice.ts';
import type { SliceOf } from './slice.ts';

export interface LinksSlice {
  /** How the last link of this run was made; the next one begins with it. */
  linkChoice: LinkChoice;
  /** Puts a link on the clipboard, and says so; answers the reason where it did not. The link never comes here. */
  copyLink: (what: { groupId: number; size: VariantSize; choice: LinkChoice }) => Promise<AppError | null>;
}

export const createLinksSlice: SliceOf<LinksSlice> = (set, get) => ({
  linkChoice: firstLinkChoice,
  copyLink: async ({ groupId, size, choice }) => {
    const connectionId = connectionIdOf(get());
    if (connectionId === null) return { code: 'unknown-connection' };
    set({ linkChoice: choice });
    const { kind } = choice;
    const expiry = expiryOf(choice.expiry);
    // Only a presigned link ends, and only it is not copied while its time is unclear.
    const seconds = expiry.kind === 'valid' ? expiry.seconds : MAX_LINK_SECONDS;
    const askedAt = Date.now();
    const answer = await invoke('links/copy', { connectionId, groupId, size, kind, seconds });
    if (!answer.ok) return answer.error;
    get().notify({ tone: 'ok', text: copiedText(kind, answer.value, { askedAt, seconds }) });
    return null;
  },
});

function copiedText(
  kind: LinkChoice['kind'],
  { expiresAt }: Responses['links/copy'],
  asked: { askedAt: number; seconds: number },
): string {
  if (expiresAt === null) return i18n.t(`links.copied.${kind}`);
  const moment = formatMoment(currentLocale(), expiresAt);
  return endsEarly(expiresAt, asked.askedAt, asked.seconds)
    ? i18n.t('links.copiedUntilKeysEnd', { moment })
    : i18n.t('links.copiedUntil', { moment });
}
