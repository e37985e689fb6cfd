import { TriangleAlert } from 'lucide-react';
import { type ClipboardEvent, type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { KeyBridge, KeyRequest, KeysEntry } from '../../shared/key-entry.ts';
import { TextField } from '../ui/field.tsx';
import { useInvalidField } from '../ui/use-invalid-field.ts';
import { FormEnd } from './form-end.tsx';
import styles from './key-window.module.css';
import { readPastedKeys } from './pasted-keys.ts';
import { SecretField } from './secret-field.tsx';
import { useSubmit } from './use-submit.ts';

type Fields = Omit<KeysEntry, 'kind'>;
type FieldName = keyof Fields;

const emptyFields: Fields = {
  accessKeyId: '',
  secretAccessKey: '',
  sessionToken: '',
  label: '',
  profile: '',
  region: '',
};

interface KeysFormProps {
  request: Exclude<KeyRequest, { kind: 'mfa-code' }>;
  hasKeyring: boolean;
  bridge: KeyBridge;
}

/** Access keys, and what they are to be called or written under. */
export function KeysForm({ request, hasKeyring, bridge }: KeysFormProps) {
  const { t } = useTranslation();
  const submission = useSubmit(bridge);
  const element = useInvalidField(submission.refusal);
  const [fields, setFields] = useState(emptyFields);
  const isProfile = request.kind === 'new-profile' || request.kind === 'profile-keys';
  const paste = (event: ClipboardEvent) => {
    const pasted = readPastedKeys(event.clipboardData.getData('text/plain'));
    if (pasted === null || submission.isBusy) return;
    event.preventDefault();
    // Keys belong together: a token of others must not stay.
    setFields({ ...fields, sessionToken: '', ...pasted, profile: fields.profile || (pasted.profile ?? '') });
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    submission.submit({ kind: 'keys', ...fields });
  };
  const bind = (name: FieldName) => {
    const problem = submission.problemAt(name);
    return {
      value: fields[name],
      error: problem === null ? null : t(`keys.problems.${problem}`),
      disabled: submission.isBusy,
      onChange: (value: string) => {
        setFields({ ...fields, [name]: value });
        submission.forget(name);
      },
    };
  };
  return (
    <form ref={element} className={styles.form} noValidate autoComplete="off" onSubmit={submit} onPaste={paste}>
      <Lead request={request} isKept={isProfile || hasKeyring} />
      {request.kind === 'new-profile' ? (
        <div className={styles.pair}>
          <TextField label={t('keys.profileName')} autoFocus {...bind('profile')} />
          <TextField label={t('keys.region')} note={t('keys.optional')} {...bind('region')} />
        </div>
      ) : null}
      {request.kind === 'new-keys' ? (
        <TextField
          label={t('keys.label')}
          note={t('keys.optional')}
          placeholder={t('keys.labelPlaceholder')}
          {...bind('label')}
        />
      ) : null}
      <TextField label={t('keys.accessKeyId')} autoFocus={request.kind !== 'new-profile'} {...bind('accessKeyId')} />
      <SecretField label={t('keys.secretAccessKey')} {...bind('secretAccessKey')} />
      <SecretField label={t('keys.sessionToken')} note={t('keys.tokenNote')} {...bind('sessionToken')} />
      <FormEnd submission={submission} deed={isProfile ? t('keys.write') : t('keys.keep')} onCancel={bridge.cancel} />
    </form>
  );
}

interface LeadProps {
  request: KeysFormProps['request'];
  /** Whether the keys outlive the app. */
  isKept: boolean;
}

/** Where the keys go: into the AWS files, the keyring, or nowhere that lasts. */
function Lead({ request, isKept }: LeadProps) {
  const { t } = useTranslation();
  if (!isKept)
    return (
      <p className={styles.notice} role="note">
        <TriangleAlert aria-hidden="true" />
        {t('keys.noKeyring')}
      </p>
    );
  if (request.kind === 'replace-keys' && request.keyIdEnd !== null)
    return <p className={styles.lead}>{t('keys.keptInstead', { keyIdEnd: request.keyIdEnd })}</p>;
  const isTyped = request.kind === 'new-keys' || request.kind === 'replace-keys';
  return <p className={styles.lead}>{isTyped ? t('keys.kept') : t('keys.written')}</p>;
}
