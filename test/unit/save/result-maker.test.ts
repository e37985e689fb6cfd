import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type AskMain, makeResult, type Prepared, type SaveRequest } from '../../../renderer/save/result-maker.ts';
import type { Result } from '../../../shared/app-error.ts';

/** Work starts within so long after the last change. */
const STARTS_WITHIN_MS = 150;
const convert: SaveRequest = {
  connectionId: 'c',
  groupId: 1,
  size: 512,
  choice: { kind: 'convert', format: 'avif', quality: 60, metadata: 'keep' },
};
const result = { bytes: 238_417, width: 512, height: 384, storedBytes: 40_000, fileName: 'a_512.avif' };

/** Main, which answers when the test says so. */
function scriptMain() {
  const asked: { channel: string; resultId: string; answer: (answer: Result<never>) => void }[] = [];
  const ask = ((channel: string, { resultId }: { resultId: string }) =>
    new Promise((answer) => asked.push({ channel, resultId, answer }))) as AskMain;
  const of = (channel: string) => asked.filter((one) => one.channel === `save/${channel}`);
  const settle = async (channel: string, answer: unknown) => {
    of(channel)[0]?.answer(answer as Result<never>);
    await Promise.resolve();
    await Promise.resolve();
  };
  return { ask, asked, of, settle };
}

describe('the result of a choice', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  const begin = (request = convert) => {
    const main = scriptMain();
    const told: Prepared[] = [];
    const giveUp = makeResult(request, main.ask, (prepared) => told.push(prepared));
    return { ...main, told, giveUp };
  };

  it('is begun within 150 ms of the last change, its estimate first', () => {
    const { asked } = begin();
    expect(asked).toEqual([]);
    vi.advanceTimersByTime(STARTS_WITHIN_MS);
    expect(asked.map(({ channel }) => channel)).toEqual(['save/estimate', 'save/prepare']);
  });

  it('is told as an estimate, and exactly once it is there', async () => {
    const { of, settle, told } = begin();
    vi.advanceTimersByTime(STARTS_WITHIN_MS);
    await settle('estimate', { ok: true, value: { bytes: 240_000 } });
    expect(told).toEqual([{ kind: 'making', estimate: 240_000 }]);
    const { resultId } = of('prepare')[0] ?? {};
    await settle('prepare', { ok: true, value: { ...result, resultId } });
    expect(told.at(-1)).toEqual({ kind: 'ready', result: { ...result, resultId } });
  });

  it('is not taken back by an estimate that comes late, nor failed by one that does not come', async () => {
    const { settle, told } = begin();
    vi.advanceTimersByTime(STARTS_WITHIN_MS);
    await settle('prepare', { ok: true, value: result });
    await settle('estimate', { ok: true, value: { bytes: 1 } });
    expect(told).toHaveLength(1);
    const other = begin();
    vi.advanceTimersByTime(STARTS_WITHIN_MS);
    await other.settle('estimate', { ok: false, error: { code: 'internal', detail: 'none' } });
    expect(other.told).toEqual([]);
  });

  it('is never begun for a choice that changes at once, and given up with one that changes later', async () => {
    const early = begin();
    early.giveUp(null);
    vi.advanceTimersByTime(STARTS_WITHIN_MS);
    expect(early.asked).toEqual([]);
    const late = begin();
    vi.advanceTimersByTime(STARTS_WITHIN_MS);
    late.giveUp(null);
    await Promise.resolve();
    expect(late.of('discard').map(({ resultId }) => resultId)).toEqual(
      [...late.of('estimate'), ...late.of('prepare')].map(({ resultId }) => resultId),
    );
    await late.settle('prepare', { ok: true, value: result });
    expect(late.told).toEqual([]);
  });

  it('stays while it is written, also where something else is chosen meanwhile', async () => {
    const { giveUp, of } = begin();
    vi.advanceTimersByTime(STARTS_WITHIN_MS);
    let written = () => {};
    const held = new Promise<void>((resolve) => {
      written = resolve;
    });
    giveUp(held);
    await Promise.resolve();
    expect(of('discard')).toEqual([]);
    written();
    await held;
    await Promise.resolve();
    expect(of('discard')).toHaveLength(2);
  });

  it('needs no estimate where the stored bytes are taken as they are', () => {
    const { asked } = begin({ ...convert, choice: { kind: 'as-stored' } });
    vi.advanceTimersByTime(STARTS_WITHIN_MS);
    expect(asked.map(({ channel }) => channel)).toEqual(['save/prepare']);
  });
});
