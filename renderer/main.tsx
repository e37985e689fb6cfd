import { languageOf } from '../shared/contract.ts';
import 'pretendard/dist/web/variable/pretendardvariable-dynamic-subset.css';
import './styles/tokens.css';
import './styles/base.css';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { startI18n } from './i18n/i18n.ts';
import { followEvents, loadStart } from './store/events.ts';
import { useStore } from './store/store.ts';

async function start(): Promise<void> {
  followEvents();
  await loadStart();
  const { settings, resumeConnection, loadJobs, loadTroubles } = useStore.getState();
  // Main answers while the words are made ready.
  const resumed = resumeConnection();
  await startI18n(languageOf(settings));
  const root = document.getElementById('root');
  if (!root) throw new Error('expected an element #root but found none');
  createRoot(root).render(<App />);
  await Promise.all([resumed, loadJobs(), loadTroubles()]);
}

void start();
