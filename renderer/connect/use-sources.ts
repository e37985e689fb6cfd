import { useEffect } from 'react';
import type { SourceList } from '../../shared/connection.ts';
import { listen } from '../api.ts';
import { useStore } from '../store/store.ts';

/** Where keys can come from; null until it is known. Read again when main says so or the person comes back from a terminal. */
export function useSources(): SourceList | null {
  const sources = useStore((state) => state.sources);
  const loadSources = useStore((state) => state.loadSources);
  useEffect(() => {
    const readAgain = () => void loadSources();
    readAgain();
    window.addEventListener('focus', readAgain);
    const stopListening = listen('credentials/sources-changed', readAgain);
    return () => {
      window.removeEventListener('focus', readAgain);
      stopListening();
    };
  }, [loadSources]);
  return sources;
}
