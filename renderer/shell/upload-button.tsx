import { File, Folder, Upload } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useStore } from '../store/store.ts';
import { Button } from '../ui/button.tsx';
import { Menu, MenuItem } from '../ui/menu.tsx';
import { useDenial } from './use-denial.ts';

/** Adds pictures: files or a folder; greyed out where the keys may not write. */
export function UploadButton({ align = 'end' }: { align?: 'center' | 'end' }) {
  const { t } = useTranslation();
  const pickUpload = useStore((state) => state.pickUpload);
  const denial = useDenial('put');
  const button = (
    <Button variant="primary" icon={<Upload />} unavailable={denial}>
      {t('shell.upload')}
    </Button>
  );
  if (denial !== null) return button;
  return (
    <Menu align={align} trigger={button}>
      <MenuItem icon={<File />} onSelect={() => void pickUpload('files')}>
        {t('shell.uploadFiles')}
      </MenuItem>
      <MenuItem icon={<Folder />} onSelect={() => void pickUpload('folder')}>
        {t('shell.uploadFolder')}
      </MenuItem>
    </Menu>
  );
}
