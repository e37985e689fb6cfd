import { CloudOff } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { NetworkState } from '../../shared/connection.ts';
import { useFormats } from '../i18n/format.ts';
import { useStore } from '../store/store.ts';
import { Button } from '../ui/button.tsx';
import { useSecondsUntil } from '../ui/countdown.ts';
import { StateBar } from '../ui/state-bar.tsx';
import { offlineText } from './offline-text.ts';

/** The server cannot be reached: since when is not the point, when it is tried again is. Leaves by itself. */
export function NetworkBar() {
  const network = useStore((state) => state.network);
  return network.state === 'offline' ? <Offline network={network} /> : null;
}

function Offline({ network }: { network: Extract<NetworkState, { state: 'offline' }> }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const tryNow = useStore((state) => state.tryNow);
  const [isTrying, setTrying] = useState(false);
  const seconds = useSecondsUntil(network.nextTryAt);
  const isDue = isTrying || seconds === 0;
  const press = async () => {
    setTrying(true);
    await tryNow();
    setTrying(false);
  };
  return (
    <StateBar
      tone="warn"
      icon={<CloudOff aria-hidden="true" />}
      text={offlineText(t, network.error)}
      detail={isDue ? t('shell.offlineTrying') : t('shell.offlineNext', { number: formats.number(seconds) })}
    >
      <Button busy={isTrying} onClick={() => void press()}>
        {t('shell.tryNow')}
      </Button>
    </StateBar>
  );
}
