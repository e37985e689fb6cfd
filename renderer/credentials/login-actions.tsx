import type { RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import type { CredentialTrouble } from '../../shared/connection.ts';
import { isLoggingIn } from '../store/known-troubles.ts';
import { useStore } from '../store/store.ts';
import { Button } from '../ui/button.tsx';
import { LaterButton } from './later-button.tsx';

interface LoginActionsProps {
  trouble: CredentialTrouble;
  /** The button that Enter is meant for; none while a login is under way, which it would call off. */
  first: RefObject<HTMLButtonElement | null>;
  onClose: () => void;
}

/** Begins the login, or calls off the one under way. */
export function LoginActions({ trouble, first, onClose }: LoginActionsProps) {
  const { t } = useTranslation();
  const { logIn, stopLogIn } = useStore.getState();
  const { troubleId, login } = trouble;
  const isUnderWay = isLoggingIn(login);
  return (
    <>
      <LaterButton onClose={onClose} />
      {isUnderWay ? (
        <Button onClick={() => void stopLogIn(troubleId)}>{t('credentials.stopLogIn')}</Button>
      ) : (
        <Button ref={first} variant="primary" onClick={() => void logIn(troubleId)}>
          {t(login.kind === 'failed' ? 'credentials.logInAgain' : 'credentials.logIn')}
        </Button>
      )}
    </>
  );
}
