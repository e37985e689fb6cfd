import { useTranslation } from 'react-i18next';
import { errorText } from '../i18n/error-text.ts';
import { Button } from '../ui/button.tsx';
import styles from './key-window.module.css';
import type { Submission } from './use-submit.ts';

interface FormEndProps {
  submission: Submission;
  /** What pressing the button does. */
  deed: string;
  onCancel: () => void;
}

/** What went wrong, if anything, and the two ways out of the window. */
export function FormEnd({ submission, deed, onCancel }: FormEndProps) {
  const { t } = useTranslation();
  return (
    <>
      {submission.error ? (
        <p className={styles.failure} role="alert" data-selectable>
          {errorText(submission.error)}
        </p>
      ) : null}
      <div className={styles.footer}>
        <Button onClick={onCancel}>{t('keys.cancel')}</Button>
        <Button type="submit" variant="primary" busy={submission.isBusy}>
          {deed}
        </Button>
      </div>
    </>
  );
}
