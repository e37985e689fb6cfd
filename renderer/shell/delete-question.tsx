import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { GroupMeasure } from '../../shared/pictures.ts';
import { invoke } from '../api.ts';
import { useFormats } from '../i18n/format.ts';
import { useStore } from '../store/store.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import styles from './question.module.css';

/** Asks before groups are deleted; says how many objects and bytes go. */
export function DeleteQuestion({ groupIds }: { groupIds: Uint32Array<ArrayBuffer> }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const connection = useStore((state) => (state.connection.kind === 'open' ? state.connection.connection : null));
  const keepsDeleted = useStore((state) => state.keepsDeleted);
  const close = useStore((state) => state.closeQuestion);
  const [measure, setMeasure] = useState<GroupMeasure | null>(null);
  const connectionId = connection?.connectionId ?? null;
  useEffect(() => {
    if (connectionId === null) return;
    void invoke('catalogue/measure', { connectionId, groupIds }).then((answer) => {
      if (answer.ok) setMeasure(answer.value);
      else {
        useStore.getState().notifyError(answer.error);
        close();
      }
    });
  }, [connectionId, groupIds, close]);

  const count = measure?.groups ?? groupIds.length;
  const counted = { count, number: formats.number(count) };
  const text = measure
    ? t('deletion.text', {
        count: measure.objects,
        objects: formats.number(measure.objects),
        bytes: formats.bytes(measure.bytes),
        bucket: connection?.bucket ?? '',
      })
    : t('deletion.measuring');
  return (
    <Dialog
      title={t('deletion.title', counted)}
      onClose={close}
      footer={
        <>
          <Button onClick={close}>{t('shell.cancel')}</Button>
          <Button variant="danger" disabled={measure === null} onClick={() => void startDelete(connectionId, groupIds)}>
            {t('deletion.confirm', counted)}
          </Button>
        </>
      }
    >
      <p className={styles.text}>
        {text} {measure ? t(keepsDeleted === 'yes' ? 'deletion.restorable' : 'deletion.final') : null}
      </p>
    </Dialog>
  );
}

/** What is about to be deleted is not selected and not shown any more; how it ended is told by the job's end. */
async function startDelete(connectionId: string | null, groupIds: Uint32Array<ArrayBuffer>): Promise<void> {
  const { closeQuestion, clearSelection, deletedInViewer, notifyError, opened, reopenView } = useStore.getState();
  closeQuestion();
  if (connectionId === null) return;
  const answer = await invoke('delete/start', { connectionId, groupIds });
  if (!answer.ok) return notifyError(answer.error);
  if (opened.kind === 'viewer' && groupIds.includes(opened.groupId)) {
    deletedInViewer(answer.value.jobId, opened.groupId);
  }
  clearSelection();
  // Main tells of the change too, but not at once.
  reopenView();
}
