import { useSyncExternalStore } from 'react';

/** Changes when the window moves to a screen of another density, or is zoomed. */
function listenToRatio(changed: () => void): () => void {
  let stop = () => {};
  const follow = () => {
    const query = window.matchMedia(`(resolution: ${window.devicePixelRatio}dppx)`);
    const next = () => {
      stop();
      follow();
      changed();
    };
    query.addEventListener('change', next, { once: true });
    stop = () => query.removeEventListener('change', next);
  };
  follow();
  return () => stop();
}

/** Device pixels per CSS pixel, as they are now. */
export const usePixelRatio = (): number => useSyncExternalStore(listenToRatio, () => window.devicePixelRatio);
