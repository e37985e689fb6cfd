import { IdSet } from '../store/id-set.ts';
import { emptySelection, type Selection } from '../store/selection-slice.ts';
import { useStore } from '../store/store.ts';
import { type Band, idsIn, placesIn } from './drag-band.ts';
import type { GridLayout } from './layout.ts';

interface Wanted {
  layout: GridLayout;
  viewId: string;
  band: Band;
}

/** What a band selects while it is drawn: what it touches, with what was selected before where it adds. */
export class BandSelection {
  readonly #before: Selection;
  readonly #kept: IdSet;
  #next: Wanted | null = null;
  #isAsking = false;
  #isOver = false;

  constructor(adds: boolean) {
    this.#before = useStore.getState().selection;
    this.#kept = adds ? this.#before.ids : IdSet.empty;
  }

  /** Selects what the band touches. Bands drawn while main is asked for the ids of one are passed over, but for the last. */
  select(layout: GridLayout, viewId: string, band: Band): void {
    this.#next = { layout, viewId, band };
    if (!this.#isAsking) void this.#work();
  }

  /** As before the band was drawn. */
  cancel(): void {
    this.#isOver = true;
    useStore.setState({ selection: this.#before });
  }

  async #work(): Promise<void> {
    this.#isAsking = true;
    while (this.#next !== null && !this.#isOver) {
      const wanted = this.#next;
      this.#next = null;
      await this.#selectTouched(wanted);
    }
    this.#isAsking = false;
  }

  async #selectTouched({ layout, viewId, band }: Wanted): Promise<void> {
    const places = placesIn(layout, band);
    const held = places && (await useStore.getState().idsBetween(viewId, places.from, places.end));
    if (this.#isOver) return;
    const touched = places && held ? idsIn(layout, band, places.from, held) : new Uint32Array(0);
    const ids = this.#kept.with(touched);
    const anchor = places && touched.length > 0 ? { index: places.from, groupId: touched[0] } : null;
    useStore.setState({ selection: ids.size === 0 ? emptySelection : { ids, anchor, kept: ids } });
  }
}
