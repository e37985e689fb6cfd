import { invoke, listen } from '../api.ts';
import { useStore } from './store.ts';

/** Feeds the store with what main reports; answers the function that stops it. */
export function followEvents(): () => void {
  const stops = [
    listen('connections/changed', ({ connection }) => useStore.getState().connectionChanged(connection)),
    listen('catalogue/listing', (listing) => useStore.getState().listingChanged(listing)),
    listen('catalogue/changed', ({ connectionId }) => useStore.getState().catalogueChanged(connectionId)),
    listen('catalogue/names', ({ connectionId, names }) => useStore.getState().namesLearned(connectionId, names)),
    listen('upload/staging', ({ looked }) => useStore.getState().stagingLooked(looked)),
    listen('jobs/changed', ({ jobs }) => useStore.getState().jobsChanged(jobs)),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}

/** What the window needs to know before its first picture: settings, then the open connection and running jobs. */
export async function loadStart(): Promise<void> {
  const settings = await invoke('settings/get', undefined);
  if (settings.ok) useStore.getState().settingsChanged(settings.value);
}
