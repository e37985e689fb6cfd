import { CircleAlert, CircleCheck, Info, X } from 'lucide-react';
import { type ReactNode, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { Notice } from '../store/notices-slice.ts';
import { useStore } from '../store/store.ts';
import { Button, IconButton } from './button.tsx';
import styles from './notices.module.css';

/** Long enough to read two lines; an error stays until it is dismissed. */
const SHOWN_MS = 6000;
const icons = { info: Info, ok: CircleCheck, error: CircleAlert };

/** Short messages over the window's lower corner, and under them what is given as children. Our own: toast libraries inject a style element, which the page's policy forbids. */
export function Notices({ children }: { children?: ReactNode }) {
  const { t } = useTranslation();
  const notices = useStore((state) => state.notices);
  return (
    <section className={styles.notices} aria-label={t('shell.notices')} aria-live="polite">
      {notices.map((notice) => (
        <NoticeLine key={notice.id} notice={notice} />
      ))}
      {children}
    </section>
  );
}

function NoticeLine({ notice }: { notice: Notice }) {
  const { t } = useTranslation();
  const dismiss = useStore((state) => state.dismissNotice);
  const { id, tone, action } = notice;
  useEffect(() => {
    if (tone === 'error') return;
    const timer = setTimeout(() => dismiss(id), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [id, tone, dismiss]);
  const Icon = icons[tone];
  return (
    <div className={styles.notice} role={tone === 'error' ? 'alert' : undefined}>
      <Icon className={styles[tone]} aria-hidden="true" />
      <p className={styles.text} data-selectable>
        {notice.text}
      </p>
      {action ? (
        <Button
          variant="ghost"
          onClick={() => {
            action.run();
            dismiss(id);
          }}
        >
          {action.label}
        </Button>
      ) : null}
      <IconButton label={t('shell.dismiss')} onClick={() => dismiss(id)}>
        <X />
      </IconButton>
    </div>
  );
}
