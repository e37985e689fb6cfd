import { useTranslation } from 'react-i18next';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import styles from './connect-form.module.css';

interface ForgetQuestionProps {
  title: string;
  /** What goes with it. */
  text: string;
  /** The deed, on its button. */
  confirm: string;
  onClose: () => void;
  /** The person said so; the question is closed by then. */
  onForget: () => void;
}

/** Asks before something that is kept on this computer is forgotten: nobody can bring it back. */
export function ForgetQuestion({ title, text, confirm, onClose, onForget }: ForgetQuestionProps) {
  const { t } = useTranslation();
  const forget = () => {
    onClose();
    onForget();
  };
  return (
    <Dialog
      title={title}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('shell.cancel')}</Button>
          <Button variant="danger" onClick={forget}>
            {confirm}
          </Button>
        </>
      }
    >
      <p className={styles.question}>{text}</p>
    </Dialog>
  );
}
