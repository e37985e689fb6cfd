import { File, Folder, Upload } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useStore } from '../store/store.ts';
import { Button } from '../ui/button.tsx';
import { Menu, MenuItem } from '../ui/menu.tsx';

/** Adds pictures: files or a folder. */
export function UploadButton({ align = 'end' }: { align?: 'center' | 'end' }) {
  const { t } = useTranslation();
  const pickUpload = useStore((state) => state.pickUpload);
  return (
    <Menu
      align={align}
      trigger={
        <Button variant="primary" icon={<Upload />}>
          {t('shell.upload')}
        </Button>
      }
    >
      <MenuItem icon={<File />} onSelect={() => void pickUpload('files')}>
        {t('shell.uploadFiles')}
      </MenuItem>
      <MenuItem icon={<Folder />} onSelect={() => void pickUpload('folder')}>
        {t('shell.uploadFolder')}
      </MenuItem>
    </Menu>
  );
}
