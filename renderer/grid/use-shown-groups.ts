import { useEffect } from 'react';
import { invoke } from '../api.ts';
import { useStore } from '../store/store.ts';
import type { GridLayout } from './layout.ts';
import { areSame, groupsBetween } from './shown-groups.ts';
import type { Scroll } from './use-scroll.ts';

/** While the window moves, main is told of what it shows no more often than this. */
const TELL_EVERY_MS = 80;

interface ShownGroupsOptions {
  connectionId: string;
  layout: GridLayout;
  viewHeight: number;
  scroll: Scroll;
}

/** Keeps main told of the groups in the window: their thumbnails are fetched before those of all others. */
export function useShownGroups({ connectionId, layout, viewHeight, scroll }: ShownGroupsOptions): void {
  useEffect(() => {
    let told = new Uint32Array();
    let pause: ReturnType<typeof setTimeout> | null = null;
    let changed = false;
    const tell = () => {
      const offset = scroll.offset();
      const groupIds = groupsBetween(layout, useStore.getState().pages, offset, offset + viewHeight);
      if (areSame(groupIds, told)) return;
      told = groupIds;
      // Where main cannot be told it only fetches in another order.
      void invoke('thumbnails/show', { connectionId, groupIds });
    };
    const onChange = () => {
      changed = true;
      if (pause !== null) return;
      changed = false;
      tell();
      pause = setTimeout(() => {
        pause = null;
        if (changed) onChange();
      }, TELL_EVERY_MS);
    };
    onChange();
    const stops = [
      scroll.onMove(onChange),
      // What stays is told at once: its pictures are asked for in the same moment.
      scroll.onRest(tell),
      useStore.subscribe((state, before) => {
        if (state.pages !== before.pages) tell();
      }),
    ];
    return () => {
      if (pause !== null) clearTimeout(pause);
      for (const stop of stops) stop();
    };
  }, [connectionId, layout, viewHeight, scroll]);
}
