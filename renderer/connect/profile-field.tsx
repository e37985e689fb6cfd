import { ChevronDown } from 'lucide-react';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { ProfileSummary } from '../../shared/contract.ts';
import { FieldLabel } from '../ui/field.tsx';
import styles from './connect-form.module.css';

interface ProfileFieldProps {
  /** Null until they are read. */
  profiles: readonly ProfileSummary[] | null;
  value: string;
  error: string | null;
  onChange: (profile: string) => void;
}

/** The profiles of this computer with their regions. The platform's own menu: long lists, type-ahead and all. */
export function ProfileField({ profiles, value, error, onChange }: ProfileFieldProps) {
  const { t } = useTranslation();
  const id = useId();
  const messageId = `${id}-message`;
  const isEmpty = profiles?.length === 0;
  return (
    <div className={styles.field}>
      <FieldLabel htmlFor={id}>{t('connect.profile')}</FieldLabel>
      <span className={styles.select}>
        <select
          id={id}
          value={value}
          disabled={!profiles || isEmpty}
          aria-invalid={error ? true : undefined}
          aria-describedby={error || isEmpty ? messageId : undefined}
          onChange={(event) => onChange(event.target.value)}
        >
          {profiles?.map(({ name, region }) => (
            <option key={name} value={name}>
              {`${name} · ${region ?? t('connect.noRegion')}`}
            </option>
          ))}
        </select>
        <ChevronDown aria-hidden="true" />
      </span>
      {error || isEmpty ? (
        <p id={messageId} className={error && !isEmpty ? styles.error : styles.hint} role={error ? 'alert' : undefined}>
          {isEmpty ? t('connect.noProfiles') : error}
        </p>
      ) : null}
    </div>
  );
}
