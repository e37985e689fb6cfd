import { useTranslation } from 'react-i18next';
import type { CredentialTrouble } from '../../shared/connection.ts';
import { isLoggingIn } from '../store/known-troubles.ts';
import { useStore } from '../store/store.ts';
import { Button } from '../ui/button.tsx';
import { LaterButton } from './later-button.tsx';
import { useFocusFirst } from './use-focus-first.ts';

/** Begins the login, or calls off the one under way. */
export function LoginActions({ trouble, onClose }: { trouble: CredentialTrouble; onClose: () => void }) {
  const { t } = useTranslation();
  const { logIn, stopLogIn } = useStore.getState();
  const { troubleId, login } = trouble;
  const isUnderWay = isLoggingIn(login);
  const first = useFocusFirst(isUnderWay ? 'under way' : 'idle');
  return (
    <>
      <LaterButton onClose={onClose} />
      {isUnderWay ? (
        <Button ref={first} onClick={() => void stopLogIn(troubleId)}>
          {t('credentials.stopLogIn')}
        </Button>
      ) : (
        <Button ref={first} variant="primary" onClick={() => void logIn(troubleId)}>
          {t(login.kind === 'failed' ? 'credentials.logInAgain' : 'credentials.logIn')}
        </Button>
      )}
    </>
  );
}
