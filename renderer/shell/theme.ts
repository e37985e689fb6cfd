import { useEffect } from 'react';
import { useStore } from '../store/store.ts';

const DARK_QUERY = '(prefers-color-scheme: dark)';

/** Puts the theme of the settings on the document, and follows the system's where they say so. */
export function useTheme(): void {
  const theme = useStore((state) => state.settings.theme);
  useEffect(() => {
    const dark = window.matchMedia(DARK_QUERY);
    const apply = () => {
      const isDark = theme === 'dark' || (theme === 'system' && dark.matches);
      document.documentElement.dataset.theme = isDark ? 'dark' : 'light';
    };
    apply();
    dark.addEventListener('change', apply);
    return () => dark.removeEventListener('change', apply);
  }, [theme]);
}
