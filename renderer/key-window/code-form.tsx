import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { KeyBridge, KeyRequest } from '../../shared/key-entry.ts';
import { TextField } from '../ui/field.tsx';
import { useInvalidField } from '../ui/use-invalid-field.ts';
import { FormEnd } from './form-end.tsx';
import styles from './key-window.module.css';
import { useSubmit } from './use-submit.ts';

interface CodeFormProps {
  request: Extract<KeyRequest, { kind: 'mfa-code' }>;
  bridge: KeyBridge;
}

/** The digits that a device shows for a moment. */
export function CodeForm({ request, bridge }: CodeFormProps) {
  const { t } = useTranslation();
  const submission = useSubmit(bridge);
  const element = useInvalidField(submission.refusal);
  const [code, setCode] = useState('');
  const problem = submission.problemAt('code');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    // Many devices show the digits in two groups.
    submission.submit({ kind: 'code', code: code.replaceAll(/\s/g, '') });
  };
  return (
    <form ref={element} className={styles.form} noValidate autoComplete="off" onSubmit={submit}>
      <p className={styles.lead}>{t('keys.codeLead', { profile: request.profile })}</p>
      <p className={styles.device} data-selectable>
        {request.device}
      </p>
      <TextField
        label={t('keys.codeField')}
        inputMode="numeric"
        autoFocus
        value={code}
        error={problem === null ? null : t(`keys.problems.${problem}`)}
        disabled={submission.isBusy}
        onChange={(value) => {
          setCode(value);
          submission.forget('code');
        }}
      />
      <FormEnd submission={submission} deed={t('keys.confirm')} onCancel={bridge.cancel} />
    </form>
  );
}
