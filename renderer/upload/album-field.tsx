import { ChevronDown, Folder, FolderPlus } from 'lucide-react';
import { type KeyboardEvent, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AlbumSummary } from '../../shared/pictures.ts';
import { useFormats } from '../i18n/format.ts';
import { FieldLabel } from '../ui/field.tsx';
import { knownAlbum, matchingAlbums, plainName } from './album-choice.ts';
import styles from './album-field.module.css';

interface AlbumFieldProps {
  value: string;
  albums: readonly AlbumSummary[];
  error: string | null;
  onChange: (album: string) => void;
}

/** Where the list hangs, in CSS pixels of the window. */
interface Hanging {
  top: number;
  left: number;
  width: number;
}

/** A line of text that offers the albums of the bucket; any other text is a new album. */
export function AlbumField({ value, albums, error, onChange }: AlbumFieldProps) {
  const { t } = useTranslation();
  const id = useId();
  const list = useAlbumList(value, albums, onChange);
  const isNew = plainName(value) !== '' && knownAlbum(value, albums) === null;
  const hint = isNew ? t('upload.newAlbumHint') : t('upload.albumHint');
  const activeId = list.hanging && list.active >= 0 ? `${id}-${list.active}` : undefined;
  return (
    <div className={styles.field}>
      <FieldLabel htmlFor={id}>{t('upload.album')}</FieldLabel>
      <div ref={list.box} className={styles.box}>
        {isNew ? <FolderPlus aria-hidden="true" /> : <Folder aria-hidden="true" />}
        <input
          id={id}
          className={styles.input}
          role="combobox"
          aria-expanded={list.hanging !== null}
          aria-controls={`${id}-list`}
          aria-activedescendant={activeId}
          aria-describedby={`${id}-hint`}
          aria-invalid={error ? true : undefined}
          aria-autocomplete="list"
          autoComplete="off"
          spellCheck={false}
          placeholder={t('upload.albumRoot')}
          value={value}
          onChange={(event) => {
            onChange(event.target.value);
            list.open();
          }}
          onKeyDown={list.press}
          onBlur={list.close}
        />
        {albums.length > 0 ? (
          <button
            type="button"
            className={styles.toggle}
            tabIndex={-1}
            aria-label={t('upload.showAlbums')}
            onPointerDown={(event) => {
              event.preventDefault();
              list.toggle();
            }}
          >
            <ChevronDown />
          </button>
        ) : null}
      </div>
      <p id={`${id}-hint`} className={error ? styles.error : styles.hint} role={error ? 'alert' : undefined}>
        {error ?? hint}
      </p>
      {list.hanging ? (
        <AlbumOptions
          id={id}
          hanging={list.hanging}
          options={list.options}
          active={list.active}
          onChoose={list.choose}
        />
      ) : null}
    </div>
  );
}

/** The state of the list under the field. */
function useAlbumList(value: string, albums: readonly AlbumSummary[], onChange: (album: string) => void) {
  const box = useRef<HTMLDivElement>(null);
  const [hanging, setHanging] = useState<Hanging | null>(null);
  const [active, setActive] = useState(-1);
  const options = matchingAlbums(value, albums);

  const close = () => {
    setHanging(null);
    setActive(-1);
  };
  const open = () => {
    const rect = box.current?.getBoundingClientRect();
    setActive(-1);
    if (rect) setHanging({ top: rect.bottom, left: rect.left, width: rect.width });
  };
  const choose = (album: AlbumSummary) => {
    onChange(album.label);
    close();
  };
  const move = (by: number) => {
    if (!hanging) open();
    const count = options.length;
    if (count > 0) setActive((index) => (index < 0 ? (by > 0 ? 0 : count - 1) : (index + by + count) % count));
  };
  const press = (event: KeyboardEvent) => {
    const chosen = hanging ? options[active] : undefined;
    if (event.key === 'ArrowDown') move(1);
    else if (event.key === 'ArrowUp') move(-1);
    else if (event.key === 'Enter' && chosen) choose(chosen);
    else if (event.key === 'Escape' && hanging) close();
    else return;
    event.preventDefault();
  };
  const toggle = () => {
    box.current?.querySelector('input')?.focus();
    if (hanging) close();
    else open();
  };
  return { box, hanging: options.length > 0 ? hanging : null, active, options, open, close, choose, press, toggle };
}

interface AlbumOptionsProps {
  id: string;
  hanging: Hanging;
  options: readonly AlbumSummary[];
  active: number;
  onChoose: (album: AlbumSummary) => void;
}

/** Above the dialog, which would cut it off. */
const openOnTop = (element: HTMLDivElement | null) => element?.showPopover();

function AlbumOptions({ id, hanging, options, active, onChoose }: AlbumOptionsProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  return (
    <div
      ref={openOnTop}
      popover="manual"
      id={`${id}-list`}
      className={styles.list}
      style={hanging}
      role="listbox"
      aria-label={t('upload.albums')}
    >
      {options.map((album, index) => (
        // biome-ignore lint/a11y/useFocusableInteractive: focus stays in the field, which names the active option
        // biome-ignore lint/a11y/useKeyWithClickEvents: the field's own keys choose
        <div
          key={album.album}
          ref={index === active ? intoView : null}
          id={`${id}-${index}`}
          className={styles.option}
          role="option"
          aria-selected={index === active}
          // Before the field loses focus and the list with it.
          onPointerDown={(event) => event.preventDefault()}
          onClick={() => onChoose(album)}
        >
          <Folder aria-hidden="true" />
          <span>{album.label === '' ? t('upload.albumRoot') : album.label}</span>
          <small>{formats.number(album.groups)}</small>
        </div>
      ))}
    </div>
  );
}

const intoView = (element: HTMLDivElement | null) => element?.scrollIntoView({ block: 'nearest' });
