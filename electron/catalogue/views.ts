import { randomUUID } from 'node:crypto';
import { AppFailure } from '../../shared/app-error.ts';

/** How many views are kept: one per window's grid, and a few that answers are still under way for. */
const KEPT_VIEWS = 8;

/** The newest few views by id; the one unused for longest leaves first. */
export class Views {
  readonly #views = new Map<string, Uint32Array>();

  /** Keeps a view and gives it an id that no other catalogue gives out. */
  add(ids: Uint32Array): string {
    const viewId = randomUUID();
    this.#views.set(viewId, ids);
    const [oldest] = this.#views.keys();
    if (this.#views.size > KEPT_VIEWS && oldest !== undefined) this.#views.delete(oldest);
    return viewId;
  }

  /** Throws `stale-view` where the view is not kept any more. */
  get(viewId: string): Uint32Array {
    const ids = this.#views.get(viewId);
    if (ids === undefined) throw new AppFailure({ code: 'stale-view' });
    this.#views.delete(viewId);
    this.#views.set(viewId, ids);
    return ids;
  }
}
