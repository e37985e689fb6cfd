import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CredentialTrouble } from '../../shared/connection.ts';
import { keyEntryFor } from '../store/known-troubles.ts';
import { useStore } from '../store/store.ts';
import { Button } from '../ui/button.tsx';
import { LaterButton } from './later-button.tsx';
import type { AnotherTry } from './use-another-try.ts';
import { useFocusFirst } from './use-focus-first.ts';

interface KeysActionsProps {
  trouble: CredentialTrouble;
  anotherTry: AnotherTry;
  onClose: () => void;
}

/** Reads the source again, or opens the key window; the deed that is likelier to help comes last. */
export function KeysActions({ trouble, anotherTry, onClose }: KeysActionsProps) {
  const { t } = useTranslation();
  const { reloadSource, enterNewKeys } = useStore.getState();
  const [isEntering, setEntering] = useState(false);
  const first = useFocusFirst(trouble.remedy);
  const canEnter = trouble.remedy === 'new-keys' && keyEntryFor(trouble.source) !== null;
  const enter = async () => {
    setEntering(true);
    await enterNewKeys(trouble);
    setEntering(false);
  };
  return (
    <>
      <LaterButton onClose={onClose} />
      <Button
        ref={canEnter ? null : first}
        variant={canEnter ? 'secondary' : 'primary'}
        busy={anotherTry.state === 'asking'}
        onClick={() => anotherTry.ask(() => reloadSource(trouble.troubleId))}
      >
        {t(trouble.remedy === 'new-keys' ? 'credentials.reload' : 'shell.retry')}
      </Button>
      {canEnter ? (
        <Button ref={first} variant="primary" busy={isEntering} onClick={() => void enter()}>
          {t('credentials.enterKeys')}
        </Button>
      ) : null}
    </>
  );
}
