import { Layers } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../i18n/format.ts';
import { connectionIdOf } from '../store/connection-slice.ts';
import { useStore } from '../store/store.ts';
import { Button } from '../ui/button.tsx';
import { StateBar } from '../ui/state-bar.tsx';
import styles from './upload.module.css';

/** Large files that were never uploaded to their end: what they hold costs space, and nobody sees it. Once the bucket is listed. */
export function UnfinishedBar() {
  const { t } = useTranslation();
  const formats = useFormats();
  const connectionId = useStore(connectionIdOf);
  const isListed = useStore((state) => state.listing?.state === 'complete');
  const found = useStore((state) => state.unfinished);
  const look = useStore((state) => state.lookForUnfinished);
  const end = useStore((state) => state.endUnfinished);
  const leave = useStore((state) => state.leaveUnfinished);
  const [isEnding, setEnding] = useState(false);
  useEffect(() => {
    if (connectionId !== null && isListed) void look();
  }, [connectionId, isListed, look]);
  if (found === null || found.connectionId !== connectionId || found.uploads === 0) return null;
  const press = async () => {
    setEnding(true);
    await end();
    setEnding(false);
  };
  return (
    <div className={styles.unfinished}>
      <StateBar
        tone="warn"
        icon={<Layers aria-hidden="true" />}
        text={t('upload.unfinished', { count: found.uploads, number: formats.number(found.uploads) })}
        detail={t('upload.unfinishedDetail')}
      >
        <Button variant="ghost" onClick={leave}>
          {t('upload.unfinishedLeave')}
        </Button>
        <Button busy={isEnding} onClick={() => void press()}>
          {t('upload.unfinishedEnd')}
        </Button>
      </StateBar>
    </div>
  );
}
