import { Eye, EyeOff } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { TextField } from '../ui/field.tsx';
import styles from './key-window.module.css';

interface SecretFieldProps {
  label: string;
  note?: string;
  error: string | null;
  value: string;
  disabled: boolean;
  onChange: (value: string) => void;
}

/** A line that is covered until the person wants to see it. */
export function SecretField(props: SecretFieldProps) {
  const { t } = useTranslation();
  const [isShown, setShown] = useState(false);
  const Icon = isShown ? EyeOff : Eye;
  return (
    <div className={styles.secret}>
      <TextField {...props} type={isShown ? 'text' : 'password'} />
      <button
        type="button"
        className={styles.reveal}
        aria-label={t('keys.show', { field: props.label })}
        aria-pressed={isShown}
        onClick={() => setShown(!isShown)}
      >
        <Icon aria-hidden="true" />
      </button>
    </div>
  );
}
