import { useTranslation } from 'react-i18next';
import { type AppError, assertNever } from '../../shared/app-error.ts';
import type { CredentialTrouble } from '../../shared/connection.ts';
import { errorText } from '../i18n/error-text.ts';
import { isLoggingIn } from '../store/known-troubles.ts';
import { useStore } from '../store/store.ts';
import { Dialog } from '../ui/dialog.tsx';
import { KeysActions } from './keys-actions.tsx';
import { LoginActions } from './login-actions.tsx';
import { LoginProgress } from './login-progress.tsx';
import styles from './trouble.module.css';
import { sourceName, troubleHint, troubleTitle } from './trouble-text.ts';
import { useAnotherTry } from './use-another-try.ts';
import { useFocusFirst } from './use-focus-first.ts';
import { useWaitingTasks } from './use-waiting-tasks.ts';

const WIDTH_PX = 480;

/** One source in trouble: which it is, what is wrong with its keys, and what can be done about it. */
export function TroubleDialog({ trouble }: { trouble: CredentialTrouble }) {
  const { t } = useTranslation();
  const closeTrouble = useStore((state) => state.closeTrouble);
  const anotherTry = useAnotherTry(trouble);
  const { login, remedy } = trouble;
  const isUnderWay = isLoggingIn(login);
  const first = useFocusFirst(`${remedy} ${isUnderWay}`);
  const close = () => void closeTrouble(trouble.troubleId);
  return (
    <Dialog
      title={troubleTitle(t, trouble)}
      width={WIDTH_PX}
      onClose={close}
      footer={
        remedy === 'log-in' ? (
          <LoginActions trouble={trouble} first={first.button} onClose={close} />
        ) : (
          <KeysActions trouble={trouble} first={first.button} anotherTry={anotherTry} onClose={close} />
        )
      }
    >
      <div ref={first.content} className={styles.content} tabIndex={-1}>
        {isLoggingIn(login) ? null : <Reason error={trouble.error} />}
        <Facts trouble={trouble} />
        {isLoggingIn(login) ? <LoginProgress login={login} /> : <WhatToDo trouble={trouble} />}
        <p role="status" className={styles.status}>
          {anotherTry.state === 'same' ? t('credentials.stillSame') : null}
        </p>
      </div>
    </Dialog>
  );
}

const Reason = ({ error }: { error: AppError }) => (
  <p className={styles.reason} role="alert" data-selectable>
    {errorText(error)}
  </p>
);

/** Which keys are meant. */
function Facts({ trouble }: { trouble: CredentialTrouble }) {
  const { t } = useTranslation();
  const { keyIdEnd } = trouble;
  return (
    <dl className={styles.facts} data-selectable>
      <dt>{t('credentials.source')}</dt>
      <dd>{sourceName(t, trouble)}</dd>
      {keyIdEnd === null ? null : (
        <>
          <dt>{t('credentials.keyId')}</dt>
          <dd className={styles.keyId}>{t('credentials.keyIdEnd', { end: keyIdEnd })}</dd>
        </>
      )}
    </dl>
  );
}

/** The way out in words, and that what waits is safe; a login that came to nothing says why. */
function WhatToDo({ trouble }: { trouble: CredentialTrouble }) {
  const { t } = useTranslation();
  const tasks = useWaitingTasks(trouble);
  const hint = troubleHint(t, trouble);
  return (
    <>
      <LoginFailure trouble={trouble} />
      {hint === null ? null : <p className={styles.hint}>{hint}</p>}
      {tasks === null ? null : (
        <p className={styles.hint}>
          {tasks} {t('credentials.nothingLost')}
        </p>
      )}
    </>
  );
}

function LoginFailure({ trouble: { login } }: { trouble: CredentialTrouble }) {
  const { t } = useTranslation();
  switch (login.kind) {
    case 'idle':
    case 'starting':
    case 'waiting':
      return null;
    case 'failed':
      return (
        <p className={styles.failure} role="alert" data-selectable>
          <strong>{t('credentials.loginFailed')}</strong> {errorText(login.error)}
        </p>
      );
    default:
      return assertNever(login);
  }
}
