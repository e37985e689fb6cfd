import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { type UploadAcl, uploadAcls } from '../../shared/connection.ts';
import { FieldLabel } from '../ui/field.tsx';
import { NativeSelect } from '../ui/native-select.tsx';
import styles from './upload.module.css';

interface AclFieldProps {
  acl: UploadAcl;
  onChange: (acl: UploadAcl) => void;
}

const aclText = {
  'bucket-default': 'aclBucketDefault',
  private: 'aclPrivate',
  'public-read': 'aclPublicRead',
} as const satisfies Record<UploadAcl, string>;

/** Who may see what is uploaded: one quiet line, with a word on what `Everyone` means. */
export function AclField({ acl, onChange }: AclFieldProps) {
  const { t } = useTranslation();
  const id = useId();
  const hint = acl === 'public-read' ? t('upload.aclPublicReadHint') : null;
  return (
    <div className={styles.acl}>
      <FieldLabel htmlFor={id}>{t('upload.acl')}</FieldLabel>
      <NativeSelect
        id={id}
        value={acl}
        options={uploadAcls.map((value) => ({ value, label: t(`upload.${aclText[value]}`) }))}
        aria-describedby={hint ? `${id}-hint` : undefined}
        onChange={onChange}
      />
      {hint ? (
        <p id={`${id}-hint`} className={styles.aclHint}>
          {hint}
        </p>
      ) : null}
    </div>
  );
}
