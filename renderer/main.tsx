import { languageOf } from '../shared/contract.ts';
import 'pretendard/dist/web/variable/pretendardvariable-dynamic-subset.css';
import './styles/tokens.css';
import './styles/base.css';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { startI18n } from './i18n/i18n.ts';
import { followEvents, loadStart } from './store/events.ts';
import { useStore } from './store/store.ts';

/** One of each file of the font that nearly every sentence needs: a first layout without them would be made again. */
const COMMON_CHARACTERS = { en: 'A…', ko: '는매르완' } as const;

const loadFont = (language: keyof typeof COMMON_CHARACTERS): void =>
  void document.fonts.load('1em "Pretendard Common"', COMMON_CHARACTERS[language]);

async function start(): Promise<void> {
  loadFont('en');
  followEvents();
  await loadStart();
  const { settings, resumeConnection, loadJobs, loadTroubles } = useStore.getState();
  loadFont(languageOf(settings));
  // Main answers while the words are made ready.
  const resumed = resumeConnection();
  await startI18n(languageOf(settings));
  const root = document.getElementById('root');
  if (!root) throw new Error('expected an element #root but found none');
  createRoot(root).render(<App />);
  await Promise.all([resumed, loadJobs(), loadTroubles()]);
}

void start();
