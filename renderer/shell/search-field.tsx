import type { TFunction } from 'i18next';
import { CornerDownLeft, Search, X } from 'lucide-react';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AppError } from '../../shared/app-error.ts';
import { errorText } from '../i18n/error-text.ts';
import { useStore } from '../store/store.ts';
import { Kbd } from '../ui/kbd.tsx';
import { openAddress } from './open-address.ts';
import { looksLikeAddress } from './s3-address.ts';
import styles from './top-bar.module.css';

/** A pause in typing this long searches. */
const SEARCH_DELAY_MS = 180;

/** Searches names as they are typed; an S3 address is opened by Enter. */
export function SearchField() {
  const { t } = useTranslation();
  const input = useRef<HTMLInputElement>(null);
  const isMac = useStore((state) => state.settings.platform === 'darwin');
  const { text, setText, search } = useSearch();
  const [error, setError] = useState<AppError | null>(null);
  useFindShortcut(() => input.current?.select());

  const isAddress = looksLikeAddress(text);
  const change = (next: string) => {
    setError(null);
    setText(next);
    search(looksLikeAddress(next) ? null : next);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Enter' && isAddress) {
      // What opens may take the focus at once: the key must not press a button there.
      event.preventDefault();
      void openAddress(text.trim()).then((failure) => (failure ? setError(failure) : change('')));
    } else if (event.key === 'Enter' || (event.key === 'Escape' && text === '')) input.current?.blur();
    else if (event.key === 'Escape') change('');
  };
  return (
    <search className={styles.search}>
      <Search aria-hidden="true" />
      <input
        ref={input}
        type="search"
        spellCheck={false}
        aria-label={t('shell.searchLabel')}
        placeholder={t('shell.search')}
        value={text}
        onChange={(event) => change(event.target.value)}
        onKeyDown={onKeyDown}
      />
      <div className={styles.end}>
        {text === '' ? (
          <Kbd>{isMac ? '⌘F' : 'Ctrl F'}</Kbd>
        ) : (
          <button type="button" className={styles.clear} aria-label={t('shell.clearSearch')} onClick={() => change('')}>
            <X aria-hidden="true" />
          </button>
        )}
      </div>
      {isAddress ? (
        <p className={styles.hint} role="status" data-tone={error ? 'error' : undefined}>
          {error ? addressProblem(error, t) : t('shell.urlHint')}
          {error ? null : <CornerDownLeft size={13} aria-hidden="true" />}
        </p>
      ) : null}
    </search>
  );
}

/** The field's text, and the search that follows it after a pause. A search cleared elsewhere empties the field. */
function useSearch() {
  const searched = useStore((state) => state.query.search);
  const changeQuery = useStore((state) => state.changeQuery);
  const [text, setText] = useState(searched);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => {
    if (searched === '') setText((shown) => (looksLikeAddress(shown) ? shown : ''));
  }, [searched]);
  useEffect(() => () => clearTimeout(timer.current), []);
  /** Null: an address is being typed, nothing is searched for. */
  const search = (next: string | null) => {
    clearTimeout(timer.current);
    if (next === null) return;
    const wanted = next.trim();
    const run = () => {
      if (useStore.getState().query.search !== wanted) changeQuery({ search: wanted });
    };
    if (wanted === '') run();
    else timer.current = setTimeout(run, SEARCH_DELAY_MS);
  };
  return { text, setText, search };
}

function useFindShortcut(focus: () => void): void {
  const latest = useRef(focus);
  useEffect(() => {
    latest.current = focus;
  });
  useEffect(() => {
    const onKeyDown = (event: globalThis.KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 'f') return;
      if (useStore.getState().opened.kind !== 'none') return;
      event.preventDefault();
      latest.current();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, []);
}

/** What was typed may never have been there: that is no loss. */
const addressProblem = (error: AppError, t: TFunction): string =>
  error.code === 'key-vanished' ? t('shell.noSuchObject', { key: error.key }) : errorText(error);
