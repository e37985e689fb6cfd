import { Tabs } from 'radix-ui';
import type { MouseEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { GroupDetails } from '../../shared/pictures.ts';
import { SavePanel } from '../save/save-panel.tsx';
import { useStore } from '../store/store.ts';
import type { ViewerTab } from '../store/viewer-slice.ts';
import type { Extent } from './choose-variant.ts';
import { Details } from './details.tsx';
import styles from './viewer.module.css';

interface SidePanelProps {
  connectionId: string;
  /** Null while it is read, and once it has vanished. */
  group: GroupDetails | null;
  /** Pixels of the picture as shown, for its ratio; null before it is. */
  shown: Extent | null;
  /** Bytes turned out to be gone. */
  onGone: () => void;
}

const tabs: readonly ViewerTab[] = ['save', 'details'];

/** After a press by pointer the arrows go on to the next picture; by keyboard they stay with the choice. */
function giveFocusBack(event: MouseEvent<HTMLElement>): void {
  const isByPointer = event.detail > 0;
  const pressed = event.target instanceof Element ? event.target.closest('[role="tab"], [role="radio"]') : null;
  if (isByPointer && pressed) event.currentTarget.closest<HTMLElement>('[role="dialog"]')?.focus();
}

/** The side of the picture: saving it, and what is known of it. */
export function SidePanel({ connectionId, group, shown, onGone }: SidePanelProps) {
  const { t } = useTranslation();
  const tab = useStore((state) => state.viewerPanel.tab);
  const showTab = useStore((state) => state.showViewerTab);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: presses by key are left alone, that is the point
    <aside className={styles.panel} data-edge-panel="" aria-label={t('viewer.panel')} onClick={giveFocusBack}>
      <Tabs.Root
        className={styles.tabs}
        value={tab}
        onValueChange={(value) => {
          const chosen = tabs.find((candidate) => candidate === value);
          if (chosen) showTab(chosen);
        }}
      >
        <Tabs.List className={styles.tabList} aria-label={t('viewer.panel')}>
          <Tabs.Trigger className={styles.tab} value="save">
            {t('viewer.tabSave')}
          </Tabs.Trigger>
          <Tabs.Trigger className={styles.tab} value="details">
            {t('viewer.tabDetails')}
          </Tabs.Trigger>
        </Tabs.List>
        <Tabs.Content className={styles.tabContent} value="save" tabIndex={-1}>
          {group ? (
            <SavePanel key={group.groupId} connectionId={connectionId} group={group} shown={shown} onGone={onGone} />
          ) : null}
        </Tabs.Content>
        <Tabs.Content className={styles.tabContent} value="details" tabIndex={-1}>
          {group ? <Details group={group} shown={shown} /> : null}
        </Tabs.Content>
      </Tabs.Root>
    </aside>
  );
}
