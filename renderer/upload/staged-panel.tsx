import { type FormEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AppError } from '../../shared/app-error.ts';
import { utf8Length } from '../../shared/file-name.ts';
import type { StagedSums, Staging } from '../../shared/staging.ts';
import { errorText } from '../i18n/error-text.ts';
import { useFormats } from '../i18n/format.ts';
import { useStore } from '../store/store.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Checkbox } from '../ui/field.tsx';
import { AcceptedList } from './accepted-list.tsx';
import { AclField } from './acl-field.tsx';
import { albumProblem, albumToSend, type FirstAlbum, firstAlbum } from './album-choice.ts';
import { AlbumField } from './album-field.tsx';
import { DuplicatesField } from './duplicates-field.tsx';
import { lastUploadHere } from './last-upload.ts';
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
  const form = useUploadForm(staging.sent);
  const { sent } = form;
  const counted = { count: sent.pictures, number: formats.number(sent.pictures) };

  return (
    <Dialog
      title={sent.pictures > 0 ? t('upload.title', counted) : t('upload.nothingTitle')}
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
              disabled={form.problem !== null || sent.pictures === 0}
            >
              {t('upload.start', counted)}
            </Button>
          ) : null}
        </>
      }
    >
      <form id={formId} className={styles.form} onSubmit={form.submit}>
        {accepted > 0 ? (
          <>
            <AlbumField
              value={form.album}
              isLast={form.isLastAlbum}
              albums={form.albums}
              error={form.message}
              onChange={form.setAlbum}
            />
            <AclField acl={form.acl} onChange={form.setAcl} />
            <AcceptedList staging={staging} isSkipping={form.isSkipping} />
          </>
        ) : null}
        {sent.inFolders > 0 ? (
          <Checkbox
            label={t('upload.folderAlbums')}
            hint={
              form.album === '' ? t('upload.folderAlbumsRootHint') : t('upload.folderAlbumsHint', { album: form.album })
            }
            checked={form.asAlbums}
            onChange={form.setAsAlbums}
          />
        ) : null}
        {staging.duplicates > 0 ? (
          <DuplicatesField staging={staging} isSkipping={form.isSkipping} onChange={form.setSkipping} />
        ) : null}
        {sent.losingPixels > 0 ? (
          <Checkbox
            label={t('upload.keepOriginal')}
            hint={t('upload.keepOriginalHint', {
              count: sent.losingPixels,
              number: formats.number(sent.losingPixels),
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

/** What the person fills in, and what will be sent of the staging by that. */
function useUploadForm(bySkipping: Staging['sent']) {
  const { t } = useTranslation();
  const albums = useStore((state) => state.albums?.albums ?? NO_ALBUMS);
  const prefix = useStore((state) => (state.connection.kind === 'open' ? state.connection.connection.prefix : ''));
  const startUpload = useStore((state) => state.startUpload);
  const [first] = useState(albumAtFirst);
  const [album, setAlbum] = useState(first.label);
  const [keepOriginal, setKeepOriginal] = useState(false);
  const [acl, setAcl] = useState(() => lastUploadHere(useStore.getState())?.acl ?? 'bucket-default');
  const [asAlbums, setAsAlbums] = useState(false);
  const [isSkipping, setSkipping] = useState(true);
  const duplicates = isSkipping ? 'skip' : 'keep';
  const sent: StagedSums = bySkipping[duplicates];
  const [refusal, setRefusal] = useState<AppError | null>(null);
  const problem = albumProblem(album, utf8Length(prefix));
  const problemText = problem && t(problem === 'too-long' ? 'upload.albumTooLong' : 'upload.albumUnusable');

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (problem !== null) return;
    const folders = asAlbums ? 'albums' : 'flat';
    const target = { album: albumToSend(album, albums), folders, duplicates } as const;
    // Nothing that is not offered is done: the pictures that it was offered for may be left out by now.
    void startUpload({ ...target, keepOriginal: keepOriginal && sent.losingPixels > 0, acl }).then(setRefusal);
  };
  const message = problemText ?? (refusal && errorText(refusal));
  return {
    sent,
    albums,
    album,
    isLastAlbum: first.why === 'last' && album === first.label,
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

function albumAtFirst(): FirstAlbum {
  const state = useStore.getState();
  return firstAlbum(state.query.album, lastUploadHere(state)?.album ?? null, state.albums?.albums ?? NO_ALBUMS);
}
