import { useTranslation } from 'react-i18next';
import { invoke } from '../api.ts';
import { useFormats } from '../i18n/format.ts';
import { tellSaved } from '../save/use-save.ts';
import { connectionIdOf } from '../store/connection-slice.ts';
import { useStore } from '../store/store.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import styles from './question.module.css';
import { useDenial } from './use-denial.ts';

/** Offers to save an object that is no picture, untouched. */
export function SaveObjectQuestion({ objectKey, bytes }: { objectKey: string; bytes: number }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const cannotRead = useDenial('get');
  const close = useStore((state) => state.closeQuestion);
  return (
    <Dialog
      title={t('shell.objectTitle')}
      onClose={close}
      footer={
        <>
          <Button onClick={close}>{t('shell.cancel')}</Button>
          <Button variant="primary" unavailable={cannotRead} onClick={() => void saveObject(objectKey)}>
            {t('shell.objectSave')}
          </Button>
        </>
      }
    >
      <p className={styles.text} data-selectable>
        {t('shell.objectText', { key: objectKey, bytes: formats.bytes(bytes) })}
      </p>
    </Dialog>
  );
}

async function saveObject(key: string): Promise<void> {
  const { closeQuestion, connection, notifyError } = useStore.getState();
  const connectionId = connectionIdOf({ connection });
  closeQuestion();
  if (connectionId === null) return;
  const answer = await invoke('save/object', { connectionId, key });
  if (answer.ok) tellSaved(answer.value);
  else notifyError(answer.error);
}
