import { Copy, Link } from 'lucide-react';
import { type ReactNode, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { GroupDetails, GroupState, Variant } from '../../shared/pictures.ts';
import { useFormats } from '../i18n/format.ts';
import { NameField } from '../names/name-field.tsx';
import { useStore } from '../store/store.ts';
import { IconButton } from '../ui/button.tsx';
import { type Extent, variantExtent } from './choose-variant.ts';
import styles from './details.module.css';

interface DetailsProps {
  group: GroupDetails;
  shown: Extent | null;
}

const stateText = {
  complete: 'stateComplete',
  incomplete: 'stateIncomplete',
  arriving: 'stateArriving',
} as const satisfies Record<GroupState, string>;

/** What is known of a picture: its name, place, date, and every stored size. */
export function Details({ group, shown }: DetailsProps) {
  const { t } = useTranslation();
  const formats = useFormats();
  const album = group.album.replace(/\/$/, '');
  return (
    <div className={styles.details}>
      <dl className={styles.facts}>
        <Fact label={t('viewer.name')}>
          <NameField key={group.groupId} group={group} />
        </Fact>
        <Fact label={t('viewer.album')}>
          {album === '' ? t('viewer.noAlbum') : <span data-selectable>{album}</span>}
        </Fact>
        <Fact label={t('viewer.date')}>{formats.moment(group.modified)}</Fact>
        <Fact label={t('viewer.state')}>
          <span className={group.state === 'incomplete' ? styles.warn : ''}>
            {t(`viewer.${stateText[group.state]}`)}
          </span>
        </Fact>
        {group.source ? (
          <Fact label={t('viewer.source')}>
            {t('viewer.pixels', { width: group.source.width, height: group.source.height })}
          </Fact>
        ) : null}
      </dl>
      <h2 className={styles.heading}>{t('viewer.sizes')}</h2>
      <ul className={styles.sizes}>
        {group.variants.map((variant) => (
          <Size key={variant.key} variant={variant} group={group} shown={shown} />
        ))}
      </ul>
    </div>
  );
}

const Fact = ({ label, children }: { label: string; children: ReactNode }) => (
  <div className={styles.fact}>
    <dt>{label}</dt>
    <dd>{children}</dd>
  </div>
);

function Size({ variant, group, shown }: DetailsProps & { variant: Variant }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const extent = variantExtent(variant.size, group.source, shown);
  const label = typeof variant.size === 'number' ? String(variant.size) : t(`viewer.${variant.size}`);
  return (
    <li className={styles.size}>
      <div className={styles.sizeLine}>
        <span className={styles.sizeLabel}>{label}</span>
        <span className={styles.pixels}>{extent ? t('viewer.pixels', { ...extent }) : null}</span>
        <span>{formats.bytes(variant.bytes)}</span>
      </div>
      <Key value={variant.key} onLink={() => useStore.getState().askCopyLink(group.groupId, variant.size)} />
    </li>
  );
}

/** A key that can be selected, and copied whole or as a link. */
function Key({ value, onLink }: { value: string; onLink: () => void }) {
  const { t } = useTranslation();
  const notify = useStore((state) => state.notify);
  const text = useRef<HTMLElement>(null);
  const copy = () => {
    const selection = window.getSelection();
    if (!selection || !text.current) return;
    selection.selectAllChildren(text.current);
    // The clipboard interface asks for a permission, and every permission is denied; copying a selection needs none.
    if (document.execCommand('copy')) notify({ tone: 'ok', text: t('viewer.keyCopied') });
  };
  return (
    <div className={styles.key}>
      <code ref={text} data-selectable>
        {value}
      </code>
      <IconButton label={t('viewer.copyKey')} className={styles.copy ?? ''} onClick={copy}>
        <Copy />
      </IconButton>
      <IconButton label={t('links.actionForSize')} className={styles.copy ?? ''} onClick={onLink}>
        <Link />
      </IconButton>
    </div>
  );
}
