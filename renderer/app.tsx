import { useEffect } from 'react';
import { languageOf } from '../shared/contract.ts';
import { ConnectScreen } from './connect/connect-screen.tsx';
import { FloatingTroubleBar } from './credentials/trouble-bar.tsx';
import { TroubleScreen } from './credentials/trouble-screen.tsx';
import { switchLocale } from './i18n/i18n.ts';
import { Gallery } from './shell/gallery.tsx';
import { Questions } from './shell/questions.tsx';
import { useTheme } from './shell/theme.ts';
import { useStore } from './store/store.ts';
import { Notices } from './ui/notices.tsx';
import { TooltipProvider } from './ui/tooltip.tsx';
import { DropTarget } from './upload/drop-target.tsx';
import { UploadPanel } from './upload/upload-panel.tsx';
import { Viewer } from './viewer/viewer.tsx';

/** The window: the connect screen, or the gallery with what lies over it. */
export function App() {
  const kind = useStore((state) => state.connection.kind);
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
        </>
      ) : null}
      <TroubleScreen />
      <Notices />
    </TooltipProvider>
  );
}
