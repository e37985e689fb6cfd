import { KeyRound } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { CredentialTrouble } from '../../shared/connection.ts';
import { asideTrouble, isLoggingIn } from '../store/known-troubles.ts';
import { useStore } from '../store/store.ts';
import { Button } from '../ui/button.tsx';
import { StateBar } from '../ui/state-bar.tsx';
import styles from './trouble.module.css';
import { troubleLine } from './trouble-text.ts';
import { useWaitingTasks } from './use-waiting-tasks.ts';

/** A trouble whose screen was closed: in one line, with the way back to it. */
export function TroubleBar() {
  const trouble = useStore(asideTrouble);
  return trouble === null ? null : <TroubleLine trouble={trouble} />;
}

/** The same over the connect screen, which has no place of its own for it. */
export function FloatingTroubleBar() {
  const trouble = useStore(asideTrouble);
  if (trouble === null) return null;
  return (
    <div className={styles.floating}>
      <TroubleLine trouble={trouble} />
    </div>
  );
}

function TroubleLine({ trouble }: { trouble: CredentialTrouble }) {
  const { t } = useTranslation();
  const showTrouble = useStore((state) => state.showTrouble);
  const logIn = useStore((state) => state.logIn);
  const tasks = useWaitingTasks(trouble);
  const { troubleId, login, remedy } = trouble;
  const tone = isLoggingIn(login) ? 'warn' : 'danger';
  const canLogIn = remedy === 'log-in' && !isLoggingIn(login);
  const show = () => {
    showTrouble(troubleId);
    if (canLogIn) void logIn(troubleId);
  };
  return (
    <StateBar tone={tone} icon={<KeyRound aria-hidden="true" />} text={troubleLine(t, trouble)} detail={tasks ?? ''}>
      <Button onClick={show}>{t(canLogIn ? 'credentials.logIn' : 'credentials.show')}</Button>
    </StateBar>
  );
}
