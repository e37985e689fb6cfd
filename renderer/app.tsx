import { useEffect, useState } from 'react';
import { languageOf } from '../shared/settings.ts';
import { ConnectScreen } from './connect/connect-screen.tsx';
import { FloatingTroubleBar } from './credentials/trouble-bar.tsx';
import { TroubleScreen } from './credentials/trouble-screen.tsx';
import { PendingDeletes } from './deleted/pending-deletes.tsx';
import { switchLocale } from './i18n/i18n.ts';
import { Gallery } from './shell/gallery.tsx';
import { Questions } from './shell/questions.tsx';
import { useTheme } from './shell/theme.ts';
import type { ConnectionState } from './store/connection-slice.ts';
import { useStore } from './store/store.ts';
import { Notices } from './ui/notices.tsx';
import { TooltipProvider } from './ui/tooltip.tsx';
import { DropTarget } from './upload/drop-target.tsx';
import { UploadPanel } from './upload/upload-panel.tsx';
import { Viewer } from './viewer/viewer.tsx';

/**
 * Which screen is shown. At the start there is none until it is known which, and a gallery comes with its pictures in
 * place: an empty one for a frame or two would be a flash.
 */
function useShownKind(): ConnectionState['kind'] {
  const kind = useStore((state) => state.connection.kind);
  const hasView = useStore((state) => state.view.kind !== 'none');
  const [hasShown, setShown] = useState(false);
  const isReady = hasShown || (kind === 'open' ? hasView : kind !== 'starting');
  useEffect(() => {
    if (isReady) setShown(true);
  }, [isReady]);
  return isReady ? kind : 'starting';
}

/** The window: the connect screen, or the gallery with what lies over it. */
export function App() {
  const kind = useShownKind();
  const locale = useStore((state) => languageOf(state.settings));
  useTheme();
  useEffect(() => switchLocale(locale), [locale]);

  return (
    <TooltipProvider>
      {kind === 'open' ? (
        <>
          <Gallery />
          <Viewer />
          <UploadPanel />
          <DropTarget />
          <Questions />
        </>
      ) : null}
      {kind === 'choosing' || kind === 'opening' ? (
        <>
          <ConnectScreen />
          <FloatingTroubleBar />
          <Questions />
        </>
      ) : null}
      <TroubleScreen />
      <Notices>
        <PendingDeletes />
      </Notices>
    </TooltipProvider>
  );
}
