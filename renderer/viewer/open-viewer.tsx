import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { repair } from '../deleted/repair.ts';
import { errorText } from '../i18n/error-text.ts';
import { useStore } from '../store/store.ts';
import { ComparisonSwitch } from './comparison-switch.tsx';
import { SidePanel } from './side-panel.tsx';
import { Stage } from './stage.tsx';
import { StageEdges } from './stage-edges.tsx';
import { StageNotice } from './stage-notice.tsx';
import { useNeighbours } from './use-neighbours.ts';
import { type OpenGroup, useOpenGroup } from './use-open-group.ts';
import { usePlace } from './use-place.ts';
import { type StageGeometry, useStage } from './use-stage.ts';
import { useVanishedNotice } from './use-vanished-notice.ts';
import { useViewerKeys } from './use-viewer-keys.ts';
import styles from './viewer.module.css';
import { ViewerBar } from './viewer-bar.tsx';

interface OpenViewerProps {
  connectionId: string;
  index: number;
  groupId: number;
}

const groupOf = (state: OpenGroup) => (state.kind === 'ready' || state.kind === 'vanished' ? state.group : null);

/** The viewer with its picture: what is known of the group, and where one can go from it. */
export function OpenViewer({ connectionId, index, groupId }: OpenViewerProps) {
  const { t } = useTranslation();
  const { closeViewer, toggleViewerPanel } = useStore.getState();
  const isPanelShown = useStore((state) => state.viewerPanel.isShown);
  const place = usePlace(index);
  const { state, recheck, readAhead } = useOpenGroup(connectionId, groupId);
  const group = groupOf(state);
  const name = group?.name ?? '';
  const geometry = useStage(groupId, group);
  const askCopyLink = state.kind === 'ready' ? () => useStore.getState().askCopyLink(groupId, null) : null;
  const askDelete = state.kind === 'ready' ? () => useStore.getState().askDelete([groupId]) : null;

  const isIncomplete = state.kind === 'ready' && state.group.state === 'incomplete';
  const repairIt = isIncomplete ? () => void repair(Uint32Array.of(groupId)) : null;

  useVanishedNotice({ connectionId, groupId, name: group?.name ?? null, viewId: place.viewId, recheck });
  useViewerKeys({ place, toggleZoom: geometry.toggleZoom, askCopyLink, askDelete });
  useNeighbours({
    connectionId,
    viewId: place.viewId,
    index,
    isIdle: geometry.shown !== null,
    widthNeeded: geometry.widthNeeded,
    readAhead,
  });
  const root = useRef<HTMLDivElement>(null);
  useEffect(() => root.current?.focus(), []);

  return (
    <div
      ref={root}
      className={styles.viewer}
      role="dialog"
      aria-modal="true"
      aria-label={t('viewer.label', { name })}
      tabIndex={-1}
    >
      <main className={styles.main} data-theme="dark">
        <ViewerBar
          name={name}
          index={index}
          count={place.count}
          zoom={geometry.zoom}
          zoomShare={geometry.shown && geometry.share}
          onZoom={geometry.toggleZoom}
          onCopyLink={askCopyLink}
          onRepair={repairIt}
          onDelete={askDelete}
          isPanelShown={isPanelShown}
          onPanel={toggleViewerPanel}
          onClose={closeViewer}
        />
        <div className={styles.stage}>
          <Pane connectionId={connectionId} state={state} geometry={geometry} recheck={recheck} />
          <StageEdges place={place} />
          <ComparisonSwitch groupId={groupId} />
        </div>
      </main>
      {isPanelShown ? (
        <SidePanel
          connectionId={connectionId}
          group={state.kind === 'ready' ? state.group : null}
          shown={geometry.shown}
          onGone={recheck}
        />
      ) : null}
    </div>
  );
}

interface PaneProps {
  connectionId: string;
  state: OpenGroup;
  geometry: StageGeometry;
  recheck: () => void;
}

/** The picture, or the sentence that stands in for it. */
function Pane({ connectionId, state, geometry, recheck }: PaneProps) {
  const { t } = useTranslation();
  return (
    <div ref={geometry.pane} className={styles.pane} data-zoom={geometry.zoom}>
      {state.kind === 'ready' ? (
        <Stage
          key={state.group.groupId}
          connectionId={connectionId}
          group={state.group}
          geometry={geometry}
          onBroken={recheck}
        />
      ) : null}
      {state.kind === 'vanished' ? (
        <StageNotice tone="vanished" title={t('viewer.vanishedTitle')} text={t('viewer.vanishedText')} />
      ) : null}
      {state.kind === 'failed' ? (
        <StageNotice tone="failed" title={t('viewer.failedTitle')} text={errorText(state.error)} />
      ) : null}
    </div>
  );
}
