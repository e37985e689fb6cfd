import 'pretendard/dist/web/variable/pretendardvariable-dynamic-subset.css';
import '../styles/tokens.css';
import '../styles/base.css';
import { createRoot } from 'react-dom/client';
import type { KeyBridge } from '../../shared/key-entry.ts';
import { startI18n, switchLocale } from '../i18n/i18n.ts';
import { KeyWindow } from './key-window.tsx';

declare global {
  interface Window {
    readonly keyWindow: KeyBridge;
  }
}

async function start(): Promise<void> {
  const asked = await window.keyWindow.question();
  if (!asked.ok) throw new Error(`expected a question but received ${asked.error.code}`);
  const { language, theme } = asked.value;
  await startI18n(language);
  switchLocale(language);
  document.documentElement.dataset.theme = theme;
  const root = document.getElementById('root');
  if (!root) throw new Error('expected an element #root but found none');
  createRoot(root).render(<KeyWindow question={asked.value} bridge={window.keyWindow} />);
}

// A page that cannot ask is no use to anyone.
start().catch(() => window.keyWindow.cancel());
