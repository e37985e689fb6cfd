import { useEffect, useLayoutEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { assertNever } from '../../shared/app-error.ts';
import type { KeyBridge, KeyQuestion, KeyRequest } from '../../shared/key-entry.ts';
import { CodeForm } from './code-form.tsx';
import styles from './key-window.module.css';
import { KeysForm } from './keys-form.tsx';

interface KeyWindowProps {
  question: KeyQuestion;
  bridge: KeyBridge;
}

/** The one page that secrets are typed into. Main ends it, with all that stands in it, as soon as it has what it needs. */
export function KeyWindow({ question, bridge }: KeyWindowProps) {
  const title = useTitle(question.request);
  useEffect(() => {
    document.title = title;
    const cancel = (event: KeyboardEvent) => {
      // Within an input method Escape gives up a word, not the window.
      if (event.key === 'Escape' && !event.isComposing) bridge.cancel();
    };
    window.addEventListener('keydown', cancel);
    return () => window.removeEventListener('keydown', cancel);
  }, [title, bridge]);
  const ref = useHeight(bridge);
  return (
    <main ref={ref} className={styles.window}>
      <h1 className={styles.title}>{title}</h1>
      {question.request.kind === 'mfa-code' ? (
        <CodeForm request={question.request} bridge={bridge} />
      ) : (
        <KeysForm request={question.request} hasKeyring={question.hasKeyring} bridge={bridge} />
      )}
    </main>
  );
}

/** Tells main how high the page is, again whenever that changes. */
function useHeight(bridge: KeyBridge) {
  const ref = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    const { current } = ref;
    if (!current) return;
    const tell = () => bridge.fit(Math.ceil(current.getBoundingClientRect().height));
    // Until main shows the window there are no frames, and without frames nothing is observed.
    tell();
    const observer = new ResizeObserver(tell);
    observer.observe(current);
    return () => observer.disconnect();
  }, [bridge]);
  return ref;
}

function useTitle(request: KeyRequest): string {
  const { t } = useTranslation();
  switch (request.kind) {
    case 'new-keys':
      return t('keys.newKeys');
    case 'replace-keys':
      return t('keys.replaceKeys', { label: request.label });
    case 'new-profile':
      return t('keys.newProfile');
    case 'profile-keys':
      return t('keys.profileKeys', { profile: request.profile });
    case 'mfa-code':
      return t('keys.code');
    default:
      return assertNever(request);
  }
}
