import { FolderDown } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../i18n/format.ts';
import { useDenial } from '../shell/use-denial.ts';
import { useStore } from '../store/store.ts';
import { IconButton } from '../ui/button.tsx';

/** Saves all that is shown: every picture, an album, or what a search found. Not there while nothing is. */
export function SaveAllButton() {
  const { t } = useTranslation();
  const formats = useFormats();
  const count = useStore((state) => (state.view.kind === 'open' ? state.view.summary.count : 0));
  const askSaveView = useStore((state) => state.askSaveView);
  const cannotRead = useDenial('get');
  if (count === 0) return null;
  return (
    <IconButton
      label={t('batch.saveAll', { count, number: formats.number(count) })}
      unavailable={cannotRead}
      onClick={() => void askSaveView()}
    >
      <FolderDown />
    </IconButton>
  );
}
