import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { LoginState } from '../../shared/connection.ts';
import { Button } from '../ui/button.tsx';
import { clockText, useSecondsUntil } from '../ui/countdown.ts';
import { ProgressRing } from '../ui/progress-ring.tsx';
import styles from './trouble.module.css';

interface LoginProgressProps {
  login: Extract<LoginState, { kind: 'starting' | 'waiting' }>;
}

/** A login under way: the code to compare with the browser's, how long it lasts, and the address if no page opened. */
export function LoginProgress({ login }: LoginProgressProps) {
  return login.kind === 'starting' ? <Starting /> : <Waiting {...login} />;
}

function Starting() {
  const { t } = useTranslation();
  return (
    <div className={styles.starting} role="status">
      <ProgressRing value={null} label={t('credentials.starting')} size={22} />
      <p>{t('credentials.starting')}</p>
    </div>
  );
}

function Waiting({ userCode, address, expiresAt }: Extract<LoginState, { kind: 'waiting' }>) {
  const { t } = useTranslation();
  const seconds = useSecondsUntil(expiresAt);
  return (
    <>
      <div role="status">
        <p className={styles.code} data-selectable>
          <span className={styles.hidden}>{t('credentials.code')}: </span>
          <code>{userCode}</code>
        </p>
        <p>{t('credentials.compare')}</p>
      </div>
      <p className={styles.hint}>{t('credentials.lasts', { time: clockText(seconds) })}</p>
      <Address address={address} />
    </>
  );
}

/** For a browser that did not open. The page itself can open only a few fixed sites. */
function Address({ address }: { address: string }) {
  const { t } = useTranslation();
  const [isCopied, setCopied] = useState(false);
  const text = useRef<HTMLElement>(null);
  const copy = () => {
    const selection = window.getSelection();
    if (!selection || !text.current) return;
    selection.selectAllChildren(text.current);
    // The clipboard interface asks for a permission, and every permission is denied; copying a selection needs none.
    setCopied(document.execCommand('copy'));
  };
  return (
    <div className={styles.address}>
      <p className={styles.hint}>{t('credentials.noPage')}</p>
      <div className={styles.addressLine}>
        <code ref={text} data-selectable>
          {address}
        </code>
        <Button variant="ghost" onClick={copy}>
          {t(isCopied ? 'credentials.addressCopied' : 'credentials.copyAddress')}
        </Button>
      </div>
      <p className={styles.hidden} role="status">
        {isCopied ? t('credentials.addressCopied') : null}
      </p>
    </div>
  );
}
