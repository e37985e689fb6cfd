import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AppError } from '../../shared/app-error.ts';
import type { S3Server } from '../../shared/connection.ts';
import { Button } from '../ui/button.tsx';
import { Combobox } from '../ui/combobox.tsx';
import { ProgressRing } from '../ui/progress-ring.tsx';
import styles from './connect-form.module.css';
import { useBucketList } from './use-bucket-list.ts';

const RING_SIZE_PX = 18;

interface BucketFieldProps {
  value: string;
  onChange: (bucket: string) => void;
  error: string | null;
  /** What is worth knowing of the bucket, but no error. */
  hint: string | null;
  /** The server as the form stands; null while it names none. */
  server: S3Server | null;
  /** Called before the server is asked; false where the form lacks what that takes. */
  onAsk: () => boolean;
  /** Why the buckets could not be listed. */
  onRefused: (error: AppError) => void;
  onCreate: () => void;
}

/** A bucket's name, typed or chosen from those that the keys may see. */
export function BucketField({ value, onChange, error, hint, server, ...events }: BucketFieldProps) {
  const { t } = useTranslation();
  const list = useBucketList(server);
  const [isOpen, setOpen] = useState(false);
  const { state } = list;
  const browse = async () => {
    if (!events.onAsk() || server === null) return;
    setOpen(true);
    const refusal = await list.ask(server);
    if (refusal === null) return;
    setOpen(false);
    events.onRefused(refusal);
  };
  const openOrClose = (wanted: boolean) => {
    if (wanted && state.kind === 'none') {
      void browse();
      return;
    }
    setOpen(wanted);
    if (!wanted) list.giveUp();
  };
  const isEmpty = state.kind === 'listed' && state.buckets.length === 0;
  const nothing = isEmpty ? <p role="status">{t('connect.noBuckets')}</p> : null;
  const notice = state.kind === 'asking' ? <AskingNotice onGiveUp={() => openOrClose(false)} /> : nothing;
  return (
    <Combobox
      label={t('connect.bucket')}
      listLabel={t('connect.buckets')}
      placeholder={t('connect.bucketPlaceholder')}
      value={value}
      onChange={onChange}
      options={state.kind === 'listed' ? state.buckets.map(({ name }) => ({ value: name })) : []}
      isOpen={isOpen && state.kind !== 'none'}
      onOpenChange={openOrClose}
      notice={notice}
      isWaiting={state.kind === 'asking'}
      hint={hint}
      error={error}
      actions={
        <span className={styles.actions}>
          <button type="button" className={styles.action} onClick={() => void browse()}>
            {t('connect.browse')}
          </button>
          <button
            type="button"
            className={styles.action}
            aria-label={t('connect.createBucketLabel')}
            onClick={events.onCreate}
          >
            {t('connect.createBucket')}
          </button>
        </span>
      }
    />
  );
}

/** The keys' buckets are on their way; the way out for a server that does not answer. */
function AskingNotice({ onGiveUp }: { onGiveUp: () => void }) {
  const { t } = useTranslation();
  return (
    <div className={styles.asking} role="status">
      <ProgressRing value={null} size={RING_SIZE_PX} label={t('connect.listingBuckets')} />
      <span>{t('connect.listingBuckets')}</span>
      <Button variant="ghost" onClick={onGiveUp}>
        {t('shell.cancel')}
      </Button>
    </div>
  );
}
