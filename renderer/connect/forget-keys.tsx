import { useTranslation } from 'react-i18next';
import type { SourceSummary } from '../../shared/connection.ts';
import { useStore } from '../store/store.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import styles from './connect-form.module.css';
import { sourceName } from './source-text.ts';

interface ForgetKeysProps {
  /** Typed keys. */
  summary: SourceSummary;
  keysId: string;
  onClose: () => void;
  /** The person said so. */
  onForget: () => void;
}

/** Asks before typed keys are forgotten: nobody can bring them back. */
export function ForgetKeys({ summary, keysId, onClose, onForget }: ForgetKeysProps) {
  const { t } = useTranslation();
  const forgetKeys = useStore((state) => state.forgetKeys);
  const forget = () => {
    onClose();
    onForget();
    void forgetKeys(keysId);
  };
  return (
    <Dialog
      title={t('connect.forgetKeysTitle', { name: sourceName(summary) })}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('shell.cancel')}</Button>
          <Button variant="danger" onClick={forget}>
            {t('connect.forgetKeysConfirm')}
          </Button>
        </>
      }
    >
      <p className={styles.question}>{t('connect.forgetKeysText')}</p>
    </Dialog>
  );
}
