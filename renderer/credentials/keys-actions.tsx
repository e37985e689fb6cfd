import { type RefObject, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CredentialTrouble } from '../../shared/connection.ts';
import { keyEntryFor } from '../store/known-troubles.ts';
import { useStore } from '../store/store.ts';
import { Button } from '../ui/button.tsx';
import { LaterButton } from './later-button.tsx';
import type { AnotherTry } from './use-another-try.ts';

interface KeysActionsProps {
  trouble: CredentialTrouble;
  /** The button that Enter is meant for. */
  first: RefObject<HTMLButtonElement | null>;
  anotherTry: AnotherTry;
  onClose: () => void;
}

/** Reads the source again, or opens the key window; the deed that is likelier to help comes last. */
export function KeysActions({ trouble, first, anotherTry, onClose }: KeysActionsProps) {
  const { t } = useTranslation();
  const { reloadSource, enterNewKeys } = useStore.getState();
  const [isEntering, setEntering] = useState(false);
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
        {t(canEnter ? 'credentials.reload' : 'shell.retry')}
      </Button>
      {canEnter ? (
        <Button ref={first} variant="primary" busy={isEntering} onClick={() => void enter()}>
          {t('credentials.enterKeys')}
        </Button>
      ) : null}
    </>
  );
}
