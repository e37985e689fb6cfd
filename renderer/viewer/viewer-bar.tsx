import { ArrowLeft, Link, PanelRight, Trash2, Wrench, ZoomIn, ZoomOut } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../i18n/format.ts';
import { StateBars } from '../shell/state-bars.tsx';
import { useDenial } from '../shell/use-denial.ts';
import { IconButton } from '../ui/button.tsx';
import { Tooltip } from '../ui/tooltip.tsx';
import type { Zoom } from './picture-frame.ts';
import styles from './viewer.module.css';

interface ViewerBarProps {
  name: string;
  index: number;
  count: number;
  zoom: Zoom;
  /** Screen pixels per pixel of the picture; null while unknown. */
  zoomShare: number | null;
  /** Null where zooming would change nothing. */
  onZoom: (() => void) | null;
  /** Null while there is nothing to link to. */
  onCopyLink: (() => void) | null;
  /** Null where nothing is missing. */
  onRepair: (() => void) | null;
  /** Null while there is nothing to delete. */
  onDelete: (() => void) | null;
  isPanelShown: boolean;
  onPanel: () => void;
  onClose: () => void;
}

/** The line over the picture: the way back, what is shown, what can be done with it, and what keeps that from going on. */
export function ViewerBar(props: ViewerBarProps) {
  const { name, index, count, onCopyLink, onRepair, onDelete, isPanelShown, onPanel, onClose } = props;
  const { t } = useTranslation();
  const formats = useFormats();
  const cannotPut = useDenial('put');
  const cannotDelete = useDenial('delete');
  const position = t('viewer.position', { index: formats.number(index + 1), total: formats.number(count) });
  return (
    <>
      <header className={styles.bar}>
        <IconButton label={t('viewer.back')} shortcut="Esc" onClick={onClose}>
          <ArrowLeft />
        </IconButton>
        <h1 className={styles.name} title={name}>
          {name}
        </h1>
        {index >= 0 ? <span className={styles.position}>{position}</span> : null}
        <span className={styles.gap} />
        <ZoomButton {...props} />
        {onCopyLink ? (
          <IconButton label={t('links.action')} shortcut="L" onClick={onCopyLink}>
            <Link />
          </IconButton>
        ) : null}
        {onRepair ? (
          <IconButton label={t('repair.action')} unavailable={cannotPut} onClick={onRepair}>
            <Wrench />
          </IconButton>
        ) : null}
        {onDelete ? (
          <IconButton label={t('viewer.delete')} shortcut="Del" unavailable={cannotDelete} onClick={onDelete}>
            <Trash2 />
          </IconButton>
        ) : null}
        <IconButton
          label={isPanelShown ? t('viewer.hidePanel') : t('viewer.showPanel')}
          shortcut="I"
          aria-expanded={isPanelShown}
          onClick={onPanel}
        >
          <PanelRight />
        </IconButton>
      </header>
      <div className={styles.states}>
        <StateBars />
      </div>
    </>
  );
}

/** The zoom in percent; a button where there is another one to go to. */
function ZoomButton({ zoom, zoomShare, onZoom }: ViewerBarProps) {
  const { t } = useTranslation();
  const { locale } = useFormats();
  if (zoomShare === null) return null;
  const share = new Intl.NumberFormat(locale, { style: 'percent' }).format(zoomShare);
  if (!onZoom) return <span className={styles.zoomShare}>{share}</span>;
  const label = zoom === 'fit' ? t('viewer.zoomIn') : t('viewer.zoomOut');
  return (
    <Tooltip text={label} shortcut="Z">
      <button type="button" className={styles.zoom} aria-label={label} onClick={onZoom}>
        {zoom === 'fit' ? <ZoomIn /> : <ZoomOut />}
        {share}
      </button>
    </Tooltip>
  );
}
