import { invoke, listen } from '../api.ts';
import { useStore } from './store.ts';

/** Feeds the store with what main reports; answers the function that stops it. */
export function followEvents(): () => void {
  const stops = [
    listen('credentials/troubles', ({ troubles }) => useStore.getState().troublesChanged(troubles)),
    listen('connections/changed', ({ connection }) => useStore.getState().connectionChanged(connection)),
    listen('connections/abilities', ({ connectionId, abilities }) =>
      useStore.getState().abilitiesChanged(connectionId, abilities),
    ),
    listen('connections/network', ({ connectionId, network }) =>
      useStore.getState().networkChanged(connectionId, network),
    ),
    listen('catalogue/listing', (listing) => useStore.getState().listingChanged(listing)),
    listen('catalogue/changed', ({ connectionId }) => useStore.getState().catalogueChanged(connectionId)),
    listen('catalogue/names', (learned) => useStore.getState().namesLearned(learned)),
    listen('upload/staging', ({ looked }) => useStore.getState().stagingLooked(looked)),
    listen('jobs/changed', ({ jobs }) => useStore.getState().jobsChanged(jobs)),
    followSystemNetwork(),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}

/** The system has a network again: the server need not be waited for. */
function followSystemNetwork(): () => void {
  const tryNow = () => void useStore.getState().tryNow();
  window.addEventListener('online', tryNow);
  return () => window.removeEventListener('online', tryNow);
}

/** What the window needs to know before its first picture: settings, then the open connection and running jobs. */
export async function loadStart(): Promise<void> {
  const settings = await invoke('settings/get', undefined);
  if (settings.ok) useStore.getState().settingsChanged(settings.value);
}
