import { open } from 'lmdb';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openNamesHistory } from '../../../electron/catalogue/names-history.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const KEPT = 5;

/** A database of notes, and a history over it that can be opened again. */
async function scene() {
  const root = open({ path: await temporaryFolder(), noSubdir: false });
  onTestFinished(() => root.close());
  const notes = root.openDB<string, number>({ name: 'history' });
  return { notes, openAgain: () => openNamesHistory(notes, KEPT) };
}

describe('the history of names', () => {
  it('tells what became known after a mark, in this run and in the next', async () => {
    const { openAgain } = await scene();
    const history = openAgain();
    await history.note('a/1');
    const mark = history.mark();
    await history.note('a/2');
    await history.note('a/3');
    expect(history.since(mark)).toEqual(['a/2', 'a/3']);
    expect(history.since(history.mark())).toEqual([]);
    expect(openAgain().since(mark)).toEqual(['a/2', 'a/3']);
  });

  it('cannot tell where a whole table came', async () => {
    const { openAgain } = await scene();
    const history = openAgain();
    const mark = history.mark();
    await history.note('a/1');
    await history.note(null);
    const later = history.mark();
    await history.note('a/2');
    expect(history.since(mark)).toBeNull();
    expect(history.since(later)).toEqual(['a/2']);
  });

  it('keeps the last notes only, and knows that it cannot tell what was before them', async () => {
    const { notes, openAgain } = await scene();
    const history = openAgain();
    const marks = [];
    for (let note = 1; note <= 3 * KEPT; note += 1) {
      marks.push(history.mark());
      await history.note(`a/${note}`);
    }
    const kept = Array.from({ length: KEPT }, (_, at) => `a/${2 * KEPT + 1 + at}`);
    for (const one of [history, openAgain()]) {
      expect(one.since(marks[2 * KEPT] ?? '')).toEqual(kept);
      expect(one.since(marks[2 * KEPT - 1] ?? '')).toBeNull();
    }
    expect([...notes.getKeys({ start: 1 })]).toHaveLength(KEPT);
  });

  it('knows no mark of a history before it, nor anything that is none', async () => {
    const [old, fresh] = [(await scene()).openAgain(), (await scene()).openAgain()];
    await old.note('a/1');
    const mark = old.mark();
    for (const stem of ['b/1', 'b/2']) await fresh.note(stem);
    for (const other of [mark, '', 'x', `${fresh.mark().split(' ')[0]} 9`]) expect(fresh.since(other)).toBeNull();
  });
});
