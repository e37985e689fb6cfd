import { useTranslation } from 'react-i18next';
import { useStore } from '../store/store.ts';
import { Button } from '../ui/button.tsx';

/** Closes a trouble's screen, named after what that comes to: an open bucket stays, what is being opened is given up. */
export function LaterButton({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const kind = useStore((state) => state.connection.kind);
  const label =
    kind === 'open' ? t('credentials.later') : t(kind === 'opening' ? 'credentials.stopOpening' : 'shell.cancel');
  return <Button onClick={onClose}>{label}</Button>;
}
