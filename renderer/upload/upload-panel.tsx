import { useTranslation } from 'react-i18next';
import { errorText } from '../i18n/error-text.ts';
import { useFormats } from '../i18n/format.ts';
import { useStore } from '../store/store.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Sweep } from '../ui/sweep.tsx';
import { StagedPanel } from './staged-panel.tsx';
import styles from './upload.module.css';

/** What is about to be uploaded, and where to. Renders nothing while nothing is. */
export function UploadPanel() {
  const { t } = useTranslation();
  const panel = useStore((state) => state.uploadPanel);
  const discard = useStore((state) => state.discardUpload);
  switch (panel.kind) {
    case 'closed':
      return null;
    case 'looking':
      return <LookingPanel looked={panel.looked} />;
    case 'failed':
      return (
        <Dialog
          title={t('upload.failedTitle')}
          onClose={discard}
          footer={<Button onClick={discard}>{t('upload.close')}</Button>}
        >
          <p className={styles.lead}>{errorText(panel.error)}</p>
        </Dialog>
      );
    default:
      return (
        <StagedPanel key={panel.staging.stagingId} staging={panel.staging} isStarting={panel.kind === 'starting'} />
      );
  }
}

function LookingPanel({ looked }: { looked: number }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const discard = useStore((state) => state.discardUpload);
  const title =
    looked === 0 ? t('upload.looking') : t('upload.lookingAt', { count: looked, number: formats.number(looked) });
  return (
    <Dialog title={title} onClose={discard} footer={<Button onClick={discard}>{t('upload.cancel')}</Button>}>
      <p className={styles.lead}>{t('upload.lookingText')}</p>
      <div className={styles.sweep}>
        <Sweep label={title} />
      </div>
    </Dialog>
  );
}
