import { useTranslation } from 'react-i18next';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import styles from './connect-form.module.css';

interface ForgetConnectionProps {
  /** Of the connection. */
  name: string;
  onClose: () => void;
  /** The person said so. */
  onForget: () => void;
}

/** Asks before a connection is forgotten: names that were given or imported for its pictures go with it. */
export function ForgetConnection({ name, onClose, onForget }: ForgetConnectionProps) {
  const { t } = useTranslation();
  const forget = () => {
    onClose();
    onForget();
  };
  return (
    <Dialog
      title={t('connect.forgetTitle', { name })}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('shell.cancel')}</Button>
          <Button variant="danger" onClick={forget}>
            {t('connect.forgetConfirm')}
          </Button>
        </>
      }
    >
      <p className={styles.question}>{t('connect.forgetText')}</p>
    </Dialog>
  );
}
