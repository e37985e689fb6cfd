import type { CSSProperties } from 'react';
import { useState } from 'react';
import { thumbnailUrl } from '../../shared/image-url.ts';
import type { GroupDetails } from '../../shared/pictures.ts';
import type { Extent } from './choose-variant.ts';
import styles from './stage.module.css';
import { useComparedImages } from './use-compared-images.ts';
import type { SettledVariant } from './use-settled-variant.ts';

interface StagePictureProps {
  connectionId: string;
  group: GroupDetails;
  frame: Extent;
  variant: SettledVariant;
}

/**
 * The picture in its frame. Until its variant has been decoded the thumbnail stands in: blurred over the whole frame,
 * and on top of that where its square really lies, so that nothing jumps when the picture sharpens under it.
 */
export function StagePicture({ connectionId, group, frame, variant }: StagePictureProps) {
  const [hasThumbnail, setHasThumbnail] = useState(true);
  const size: CSSProperties = { width: frame.width, height: frame.height };
  const thumbnail = thumbnailUrl(connectionId, group);
  const compared = useComparedImages(connectionId, group);
  return (
    <div className={`${styles.picture} ${variant.isSettled ? styles.checkered : ''}`} style={size}>
      {variant.images.map((image) => (
        <img
          key={image.url}
          className={styles.image}
          data-state={image.state}
          data-covered={compared.covers || undefined}
          src={image.url}
          alt={image.state === 'shown' ? group.name : ''}
          draggable={false}
          onLoad={(event) => image.onLoad(event.currentTarget)}
          onError={image.onError}
        />
      ))}
      {compared.images.map((image) => (
        <img
          key={image.url}
          className={styles.image}
          data-state={image.isShown ? 'shown' : 'arriving'}
          data-side={image.side}
          src={image.url}
          alt={image.isShown ? group.name : ''}
          draggable={false}
          onLoad={(event) => image.onLoad(event.currentTarget)}
        />
      ))}
      {hasThumbnail ? (
        <div className={styles.standIn} data-state={variant.isSettled ? 'leaving' : 'shown'} aria-hidden="true">
          <img
            className={styles.haze}
            src={thumbnail}
            alt=""
            draggable={false}
            onError={() => setHasThumbnail(false)}
          />
          <img className={styles.blurred} src={thumbnail} alt="" draggable={false} />
        </div>
      ) : null}
    </div>
  );
}
