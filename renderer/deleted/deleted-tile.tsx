import { ImageOff } from 'lucide-react';
import { memo, useState } from 'react';
import type { DeletedGroup } from '../../shared/pictures.ts';
import { useFormats } from '../i18n/format.ts';
import styles from './deleted.module.css';

interface DeletedTileProps {
  group: DeletedGroup;
  src: string;
  isSelected: boolean;
  onToggle: (stem: string) => void;
}

/** One deleted picture: what it looked like, its name, and when it was deleted. */
export const DeletedTile = memo(function DeletedTile({ group, src, isSelected, onToggle }: DeletedTileProps) {
  const formats = useFormats();
  const [isBroken, setBroken] = useState(false);
  const moment = formats.moment(group.deletedAt);
  return (
    <li className={styles.item}>
      <button
        type="button"
        className={styles.tile}
        aria-pressed={isSelected}
        aria-label={`${group.name}, ${moment}`}
        title={group.stem}
        onClick={() => onToggle(group.stem)}
      >
        <span className={styles.picture}>
          {isBroken ? (
            <ImageOff aria-hidden="true" />
          ) : (
            <img src={src} alt="" loading="lazy" decoding="async" draggable={false} onError={() => setBroken(true)} />
          )}
        </span>
        <span className={styles.name}>{group.name}</span>
        <span className={styles.moment}>{moment}</span>
      </button>
    </li>
  );
});
