import { languageOf } from '../shared/settings.ts';
import 'pretendard/dist/web/variable/pretendardvariable-dynamic-subset.css';
import './styles/tokens.css';
import './styles/base.css';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { startI18n } from './i18n/i18n.ts';
import { followEvents, loadStart } from './store/events.ts';
import { useStore } from './store/store.ts';

/**
 * A character of each file of the fonts that nearly every sentence needs. A first layout without them would look for others
 * in the system and be made again: it takes far longer than they do.
 */
const COMMON_FONT = { name: '1em "Pretendard Common"', characters: 'A…' };
const KOREAN_FONT = { name: '1em "Pretendard Korean"', characters: '는매르완값앨넬' };

/** Resolves when it is here, or cannot be had: there are others. */
const loadFont = ({ name, characters }: typeof COMMON_FONT): Promise<unknown> =>
  document.fonts.load(name, characters).catch(() => undefined);

async function start(): Promise<void> {
  const fonts = [loadFont(COMMON_FONT)];
  followEvents();
  await loadStart();
  const { settings, resumeConnection, loadJobs, loadTroubles } = useStore.getState();
  if (languageOf(settings) === 'ko') fonts.push(loadFont(KOREAN_FONT));
  // Main answers while the words are made ready.
  const resumed = resumeConnection();
  await Promise.all([startI18n(languageOf(settings)), ...fonts]);
  const root = document.getElementById('root');
  if (!root) throw new Error('expected an element #root but found none');
  createRoot(root).render(<App />);
  await Promise.all([resumed, loadJobs(), loadTroubles()]);
}

void start();
