import { useTranslation } from 'react-i18next';
import type { BrokenOff } from '../../shared/broken-off.ts';
import { useFormats } from '../i18n/format.ts';
import { currentOf } from '../store/connection-slice.ts';
import type { Leaving } from '../store/questions-slice.ts';
import { useStore } from '../store/store.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import styles from './question.module.css';

const sentences = [
  ['uploads', 'jobs.leaveUploads'],
  ['lostUploads', 'jobs.leaveLostUploads'],
  ['saves', 'jobs.leaveSaves'],
  ['deletes', 'jobs.leaveDeletes'],
  ['mends', 'jobs.leaveMends'],
] as const;

/** Asks before a bucket is left with work under way, and says of each kind what becomes of it. */
export function LeaveQuestion({ leaving, work }: { leaving: Leaving; work: BrokenOff }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const bucket = useStore((state) => currentOf(state.connection)?.bucket ?? '');
  const close = useStore((state) => state.closeQuestion);
  const leave = useStore((state) => state.leaveConnection);
  const counted = (count: number) => ({ count, number: formats.number(count) });
  const total = Object.values(work).reduce((sum: number, count: number) => sum + count, 0);
  const losesWork = total > work.uploads;
  return (
    <Dialog
      title={t('jobs.leaveTitle', { ...counted(total), bucket })}
      onClose={close}
      footer={
        <>
          <Button autoFocus onClick={close}>
            {t('jobs.leaveStay')}
          </Button>
          <Button variant={losesWork ? 'danger' : 'primary'} onClick={() => void leave(leaving)}>
            {t(leaving.kind === 'close' ? 'jobs.leaveClose' : 'jobs.leaveOpen')}
          </Button>
        </>
      }
    >
      {sentences.map(([kind, sentence]) =>
        work[kind] === 0 ? null : (
          <p key={kind} className={styles.text}>
            {t(sentence, counted(work[kind]))}
          </p>
        ),
      )}
    </Dialog>
  );
}
