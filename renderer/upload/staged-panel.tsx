import { type FormEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AppError } from '../../shared/app-error.ts';
import { utf8Length } from '../../shared/file-name.ts';
import type { Staging } from '../../shared/staging.ts';
import { errorText } from '../i18n/error-text.ts';
import { useFormats } from '../i18n/format.ts';
import { useStore } from '../store/store.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Checkbox } from '../ui/field.tsx';
import { AcceptedList } from './accepted-list.tsx';
import { firstAcl } from './acl-choice.ts';
import { AclField } from './acl-field.tsx';
import { albumLabel, albumProblem, albumToSend } from './album-choice.ts';
import { AlbumField } from './album-field.tsx';
import { DuplicatesField } from './duplicates-field.tsx';
import { RefusedList } from './refused-list.tsx';
import styles from './upload.module.css';

const WIDTH_PX = 560;
const NO_ALBUMS: [] = [];

interface StagedPanelProps {
  staging: Staging;
  isStarting: boolean;
}

/** Files that were looked at: the pictures among them, what is left out and why, and the album they go to. */
export function StagedPanel({ staging, isStarting }: StagedPanelProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const formId = useId();
  const discard = useStore((state) => state.discardUpload);
  const waiting = useStore((state) => state.waitingStagings.length);
  const { accepted } = staging;
  const form = useUploadForm();
  const sent = form.isSkipping ? accepted - staging.duplicates : accepted;
  const counted = { count: accepted, number: formats.number(accepted) };
  const toSend = { count: sent, number: formats.number(sent) };

  return (
    <Dialog
      title={accepted > 0 ? t('upload.title', counted) : t('upload.nothingTitle')}
      width={WIDTH_PX}
      onClose={discard}
      footer={
        <>
          <Button onClick={discard}>{accepted > 0 ? t('upload.cancel') : t('upload.close')}</Button>
          {accepted > 0 ? (
            <Button
              variant="primary"
              type="submit"
              form={formId}
              busy={isStarting}
              disabled={form.problem !== null || sent === 0}
            >
              {t('upload.start', toSend)}
            </Button>
          ) : null}
        </>
      }
    >
      <form id={formId} className={styles.form} onSubmit={form.submit}>
        {accepted > 0 ? (
          <>
            <AlbumField value={form.album} albums={form.albums} error={form.message} onChange={form.setAlbum} />
            <AclField acl={form.acl} onChange={form.setAcl} />
            <AcceptedList staging={staging} isSkipping={form.isSkipping} />
          </>
        ) : null}
        {staging.inFolders > 0 ? (
          <Checkbox
            label={t('upload.folderAlbums')}
            hint={t('upload.folderAlbumsHint', { album: form.album || t('upload.albumRoot') })}
            checked={form.asAlbums}
            onChange={form.setAsAlbums}
          />
        ) : null}
        {staging.duplicates > 0 ? (
          <DuplicatesField staging={staging} isSkipping={form.isSkipping} onChange={form.setSkipping} />
        ) : null}
        {staging.losingPixels > 0 ? (
          <Checkbox
            label={t('upload.keepOriginal')}
            hint={t('upload.keepOriginalHint', {
              count: staging.losingPixels,
              number: formats.number(staging.losingPixels),
            })}
            checked={form.keepOriginal}
            onChange={form.setKeepOriginal}
          />
        ) : null}
        <RefusedList refused={staging.refused} more={staging.refusedMore} />
        {waiting > 0 ? (
          <p className={styles.waiting}>{t('upload.waiting', { count: waiting, number: formats.number(waiting) })}</p>
        ) : null}
      </form>
    </Dialog>
  );
}

/** What the person fills in: the album (at first that of the view, else of the last upload) and the originals. */
function useUploadForm() {
  const { t } = useTranslation();
  const albums = useStore((state) => state.albums?.albums ?? NO_ALBUMS);
  const prefix = useStore((state) => (state.connection.kind === 'open' ? state.connection.connection.prefix : ''));
  const startUpload = useStore((state) => state.startUpload);
  const [album, setAlbum] = useState(() => firstAlbum());
  const [keepOriginal, setKeepOriginal] = useState(false);
  const [acl, setAcl] = useState(() => firstAcl(useStore.getState()));
  const [asAlbums, setAsAlbums] = useState(false);
  const [isSkipping, setSkipping] = useState(true);
  const [refusal, setRefusal] = useState<AppError | null>(null);
  const problem = albumProblem(album, utf8Length(prefix));
  const problemText = problem && t(problem === 'too-long' ? 'upload.albumTooLong' : 'upload.albumUnusable');

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (problem !== null) return;
    const folders = asAlbums ? 'albums' : 'flat';
    const duplicates = isSkipping ? 'skip' : 'keep';
    const target = { album: albumToSend(album, albums), folders, duplicates } as const;
    void startUpload({ ...target, keepOriginal, acl }).then(setRefusal);
  };
  const message = problemText ?? (refusal && errorText(refusal));
  return {
    albums,
    album,
    setAlbum,
    keepOriginal,
    setKeepOriginal,
    acl,
    setAcl,
    asAlbums,
    setAsAlbums,
    isSkipping,
    setSkipping,
    problem,
    message,
    submit,
  };
}

function firstAlbum(): string {
  const { query, lastAlbum, albums } = useStore.getState();
  const known = albums?.albums ?? [];
  const album = query.album ?? lastAlbum ?? known[0]?.album ?? '';
  return albumLabel(album, known);
}
