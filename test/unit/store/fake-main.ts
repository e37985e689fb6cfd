import { useStore } from '../../../renderer/store/store.ts';
import type { AppError, Result } from '../../../shared/app-error.ts';
import type { Bridge } from '../../../shared/bridge.ts';
import type { Channel, ConnectionSummary, Request, Responses } from '../../../shared/contract.ts';
import type { GroupRow } from '../../../shared/pictures.ts';

/** A stand-in for main, in memory: a bucket of groups that a test can change. */
export interface FakeMain {
  bridge: Bridge<File>;
  /** Group ids in view order. */
  groups: number[];
  /** Tells the window that the groups changed. */
  change: () => void;
  calls: (channel: Channel) => number;
  failNext: (channel: Channel, error: AppError) => void;
  /** Answers a channel so from now on. */
  answer: <C extends Channel>(channel: C, answer: (request: Request<C>) => Answer<C>) => void;
}

type Answer<C extends Channel> = Responses[C] | Promise<Responses[C]>;

export const connection: ConnectionSummary = {
  connectionId: 'c1',
  kind: 'demo',
  bucket: 'pictures',
  prefix: '',
  region: 'us-east-1',
  endpoint: '',
  preset: 'other',
  source: null,
  label: '',
};

export const rowOf = (groupId: number): GroupRow => ({
  groupId,
  state: 'complete',
  modified: 0,
  name: `${groupId}`,
  version: '1',
  placeholder: null,
});

type Answers = { [C in Channel]?: (request: Request<C>) => Answer<C> };

export function createFakeMain(groups: number[]): FakeMain {
  const views = new Map<string, number[]>();
  const counts = new Map<Channel, number>();
  const failures = new Map<Channel, AppError>();
  const viewOf = (viewId: string) => views.get(viewId) ?? [];
  const answers: Answers = {
    'connections/open': () => connection,
    'connections/current': () => null,
    'connections/resuming': () => null,
    'connections/give-up': () => null,
    'connections/close': () => null,
    'catalogue/albums': () => ({ albums: [], groups: groups.length, bytes: 0, incomplete: 0, nameless: 0 }),
    'catalogue/view': ({ search }) => {
      const viewId = `v${views.size}`;
      const ids = groups.filter((id) => `${id}`.includes(search));
      views.set(viewId, ids);
      return {
        viewId,
        count: ids.length,
        bytes: 0,
        sections: ids.length > 0 ? [{ month: null, count: ids.length }] : [],
      };
    },
    'catalogue/rows': ({ viewId, from, count }) =>
      viewOf(viewId)
        .slice(from, from + count)
        .map(rowOf),
    'catalogue/ids': ({ viewId, from, count }) => Uint32Array.from(viewOf(viewId).slice(from, from + count)),
    'catalogue/index-of': ({ viewId, groupId }) => viewOf(viewId).indexOf(groupId),
  };

  async function invoke<C extends Channel>(channel: C, request: Request<C>): Promise<Result<Responses[C]>> {
    counts.set(channel, (counts.get(channel) ?? 0) + 1);
    const error = failures.get(channel);
    failures.delete(channel);
    const answer: ((request: Request<C>) => Answer<C>) | undefined = answers[channel];
    if (error) return { ok: false, error };
    return answer
      ? { ok: true, value: await answer(request) }
      : { ok: false, error: { code: 'internal', detail: `expected a known channel but received ${channel}` } };
  }

  return {
    bridge: { invoke, on: () => () => {}, stageDrop: async () => ({ ok: false, error: { code: 'cancelled' } }) },
    groups,
    change: () => useStore.getState().catalogueChanged(connection.connectionId),
    calls: (channel) => counts.get(channel) ?? 0,
    failNext: (channel, error) => void failures.set(channel, error),
    answer: (channel, answer) => void Object.assign(answers, { [channel]: answer }),
  };
}

/** An answer of main that a test gives when it likes. */
export function lateAnswer<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => {};
  const promise = new Promise<T>((fulfil) => {
    resolve = fulfil;
  });
  return { promise, resolve };
}
