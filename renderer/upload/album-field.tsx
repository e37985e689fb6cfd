import { Folder, FolderPlus } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AlbumSummary } from '../../shared/pictures.ts';
import { useFormats } from '../i18n/format.ts';
import { Combobox } from '../ui/combobox.tsx';
import { knownAlbum, plainName } from './album-choice.ts';

interface AlbumFieldProps {
  value: string;
  /** The last upload went there. */
  isLast: boolean;
  albums: readonly AlbumSummary[];
  error: string | null;
  onChange: (album: string) => void;
}

/** A line of text that offers the albums of the bucket; any other text is a new album. */
export function AlbumField({ value, isLast, albums, error, onChange }: AlbumFieldProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const [isOpen, setOpen] = useState(false);
  const isNone = plainName(value) === '';
  const isNew = !isNone && knownAlbum(value, albums) === null;
  const hint = isLast && !isNone ? 'albumLastHint' : isNew ? 'newAlbumHint' : isNone ? 'albumNoneHint' : 'albumHint';
  return (
    <Combobox
      label={t('upload.album')}
      listLabel={t('upload.albums')}
      placeholder={t('upload.albumRoot')}
      icon={isNew ? <FolderPlus /> : <Folder />}
      optionIcon={<Folder />}
      value={value}
      onChange={onChange}
      options={albums.map(({ label, groups }) => ({
        value: label,
        label: label === '' ? t('upload.albumRoot') : label,
        note: formats.number(groups),
        // As people type folders.
        alsoCalled: [`/${label}/`],
      }))}
      isOpen={isOpen}
      onOpenChange={setOpen}
      hint={t(`upload.${hint}`)}
      error={error}
    />
  );
}
